"""equivariance_error: a shifted picture has shifted maps, but for the border."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def equivariance_error(x, w, columns):
    """Return how far convolving a shifted image differs from shifting a convolved one, one number.

    ``x`` is an image ``(H, W)``, ``w`` a filter ``(K, L)``. The convolution is a cross-correlation (the filter is not
    flipped) with stride 1 that gives a map ``(H, W)``: ``K - 1`` rows of zeros are added below the image, ``L - 1``
    columns of zeros on its right. A shift moves an image or a map right by ``columns``, more than 0 and less than
    ``W``: what leaves on the right is lost, zeros move in on the left.

    Compare the map of the shifted image with the shifted map of the image: return the largest absolute difference,
    without the first ``columns`` columns, where zeros have moved into one map and not into the other. It is 0 inside
    the picture. What is left comes from the right border, where the zeros of the padding meet what has been cut off.

    >>> w = np.array([[1.0, 2.0]])
    >>> print(equivariance_error(np.array([[0.0, 1.0, 0.0, 0.0, 0.0, 0.0]]), w, 1))
    0.0
    >>> print(equivariance_error(np.array([[0.0, 0.0, 0.0, 0.0, 0.0, 1.0]]), w, 1))
    2.0
    """
    def convolved(image):
        padded = np.pad(image, [(0, w.shape[0] - 1), (0, w.shape[1] - 1)])
        return np.einsum("hwkl,kl->hw", np.lib.stride_tricks.sliding_window_view(padded, w.shape), w)

    def shifted(image):
        return np.pad(image, [(0, 0), (columns, 0)])[:, :-columns]

    return np.abs(convolved(shifted(x)) - shifted(convolved(x)))[:, columns:].max()


def reference(x, w, columns):
    from torch.nn import functional as F

    def convolved(image):
        return F.conv2d(F.pad(image, (0, w.shape[1] - 1, 0, w.shape[0] - 1))[None, None], w[None, None])[0, 0]

    def shifted(image):
        return F.pad(image, (columns, -columns))

    return (convolved(shifted(x)) - shifted(convolved(x)))[:, columns:].abs().max()


def with_loops(x, w, columns):
    """Another right solution: loops over the places."""
    height, width = x.shape

    def pixel(image, i, j):
        return image[i, j] if 0 <= i < height and 0 <= j < width else 0.0

    def convolved(image):
        return np.array([[sum(w[k, l] * pixel(image, i + k, j + l) for k, l in np.ndindex(w.shape))
                          for j in range(width)] for i in range(height)])

    moved = np.array([[pixel(x, i, j - columns) for j in range(width)] for i in range(height)])
    one, other = convolved(moved), convolved(x)
    return max(abs(one[i, j] - other[i, j - columns]) for i in range(height) for j in range(columns, width))


def pictures(*asked):
    """Random images and filters: ``(image, filter, columns)``."""

    def cases(rng):
        for shape, kernel, columns in asked:
            yield Case(f"{shape} with {kernel}, by {columns}",
                       dict(x=rng.normal(size=shape), w=rng.normal(size=kernel), columns=columns))

    return cases


def far_from_the_border(rng):
    """Pictures that are 0 on the right, so that nothing is cut off, and the error is 0."""
    for shape, kernel, columns in (((4, 9), (2, 3), 2), ((3, 7), (3, 2), 1)):
        x = rng.normal(size=shape)
        x[:, -columns - kernel[1]:] = 0
        yield Case(f"{shape} with {kernel}, by {columns}, zeros on the right",
                   dict(x=x, w=np.round(4 * rng.normal(size=kernel)), columns=columns))


BOTH = "convolved(shifted(x)) - shifted(convolved(x))"

EXERCISE = Exercise(equivariance_error, reference, accepts=[with_loops], harmless=[
    Harmless("further rows of zeros give rows of zeros, in which both maps agree",
             ("(0, w.shape[0] - 1)", "(0, w.shape[0] + 1)"), ("(0, w.shape[0] - 1)", "(0, w.shape[0])"),
             ("(0, w.shape[0] - 1)", "(0, w.shape[0] - 0)"),
             ("[(0, 0), (columns, 0)]", "[(0, 1), (columns, 0)]")),
    Harmless("a column of zeros on the left gives one more column in which both maps agree",
             ("(0, w.shape[1] - 1)", "(1, w.shape[1] - 1)"))], checks={
    "error": agrees("compares the two maps where they should agree", points=3,
        on=several(pictures(((4, 8), (2, 3), 2), ((5, 5), (3, 3), 1), ((1, 7), (1, 2), 3), ((4, 6), (3, 2), 1),
                            ((3, 9), (2, 4), 1), ((4, 4), (2, 2), 2), ((1, 6), (3, 2), 1)), far_from_the_border),
        hint=("In which columns can nothing agree, whatever the convolution?",
              "Two maps: shift then convolve, and convolve then shift; take off the first columns of both."),
        catches=[Mistake("compares the first columns as well, in which nothing can agree", "[:, columns:]", ""),
                 Mistake("takes the largest difference, not the largest absolute one", "np.abs(" + BOTH + ")",
                         "(" + BOTH + ")",
                         hint="A difference may be below 0 and large nevertheless."),
                 Mistake("sums the differences instead of taking the largest", "[:, columns:].max()",
                         "[:, columns:].sum()",
                         hint="The largest difference alone is asked."),
                 Mistake("flips the filter", "sliding_window_view(padded, w.shape), w)",
                         "sliding_window_view(padded, w.shape), w[::-1, ::-1])",
                         hint="It is a cross-correlation: the filter is not flipped."),
                 Mistake("leaves out the last columns, too", "[:, columns:].max()", "[:, columns:-columns].max("
                         "initial=0.0)",
                         hint="The right border is what is measured: only the first columns are left out.")]),
    "pure": keeps_inputs(on=pictures(((4, 6), (2, 2), 1)), points=1,
        hint="Shift a copy.",
        catches=[Mistake("clears the caller's first columns", "    return np.abs(",
                         "    kept = x; x = x.copy(); kept[:, 0] = 0\n    return np.abs(")]),
})
