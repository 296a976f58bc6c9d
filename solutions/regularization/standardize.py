"""standardize: mean 0 and standard deviation 1, by numbers that are known already."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def standardize(x, mean, std):
    """Return ``x`` with ``mean`` taken off each column and the rest divided by ``std``.

    ``x`` is ``(N, D)``, of floats or of whole numbers; the result holds floats. ``mean`` and ``std`` are ``(D,)``
    and come from the training data (`fit_standardizer`); no number of ``std`` is 0. New data are standardised by
    the same numbers, never by their own, so a batch of one is no special case.

    >>> standardize(np.array([[1.0, 10.0], [3.0, 40.0]]), np.array([2.0, 20.0]), np.array([1.0, 10.0]))
    array([[-1., -1.],
           [ 1.,  2.]])
    """
    return (x - mean) / std


def reference(x, mean, std):
    """torch's batch normalisation with given statistics, without its eps."""
    import torch

    return torch.nn.functional.batch_norm(x.double(), mean, std**2, eps=0.0)


def row_by_row(x, mean, std):
    """Another right solution: loops."""
    out = np.zeros(x.shape)
    for n in range(len(x)):
        for d in range(x.shape[1]):
            out[n, d] = (x[n, d] - mean[d]) / std[d]
    return out


def by_itself(x, mean, std):
    """A mistake: statistics of the data that are standardised."""
    return (x - x.mean(axis=0)) / x.std(axis=0)


def tables(*shapes):
    """Data of these shapes, and training statistics that are not theirs."""

    def cases(rng):
        for shape in shapes:
            mean, std = rng.normal(scale=5, size=shape[1]), rng.uniform(0.5, 4.0, size=shape[1])
            x = mean + std * rng.normal(size=shape) + 1
            yield Case(f"shape {shape}", dict(x=x, mean=mean, std=std))

    return cases


def images(rng):
    """Pixels, as whole numbers."""
    x = rng.integers(256, size=(6, 4))
    yield Case("pixels", dict(x=x, mean=rng.uniform(100, 150, size=4), std=rng.uniform(20, 80, size=4)))


EXERCISE = Exercise(standardize, reference, accepts=[row_by_row], checks={
    "values": agrees("shifts and scales each column", on=tables((5, 3), (4, 4), (64, 2)), points=2,
        hint="After the shift the training data's mean is 0; what makes their standard deviation 1?",
        catches=[Mistake("divides by the variance instead of by the standard deviation", "/ std", "/ std**2"),
                 Mistake("takes the mean off, but does not scale", "(x - mean) / std", "x - mean"),
                 Mistake("divides before it takes the mean off", "(x - mean) / std", "x / std - mean"),
                 Mistake("multiplies by the standard deviation", "/ std", "* std"),
                 Mistake("adds the mean instead of taking it off", "x - mean", "x + mean")]),
    "new": agrees("uses the training data's numbers, not the batch's own", points=2,
        on=tables((1, 3), (2, 5), (1, 1)),
        hint="What are the mean and the standard deviation of a single sample?",
        catches=[Mistake("uses the batch's own mean and standard deviation", function=by_itself),
                 Mistake("uses the batch's own mean", "x - mean", "x - x.mean(axis=0)"),
                 Mistake("uses the batch's own standard deviation", "/ std", "/ x.std(axis=0)")]),
    "whole": agrees("takes whole numbers, such as pixels", on=images, points=1,
        hint="The result is floating, whatever x is.",
        catches=[Mistake("writes the result into an array of integers",
                         "return (x - mean) / std",
                         "out = np.empty_like(x); out[...] = (x - mean) / std; return out")]),
    "pure": keeps_inputs(on=tables((5, 3)), points=1,
        hint="`x -= mean` changes the caller's array.",
        catches=[Mistake("works in place", "return (x - mean) / std", "x -= mean; x /= std; return x")]),
})
