"""distance_to_boundary: how far a sample is from where the perceptron changes its mind."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def distance_to_boundary(x, w, b):
    """Return for each row of ``x`` its signed distance from the plane ``w @ p + b = 0``: an array ``(N,)``.

    It is ``(x @ w + b)`` divided by the length of ``w``, the root of the sum of its squares. The sign says on which
    side a sample lies: positive where the perceptron fires, negative where it does not.

    ``x`` is a float array ``(N, D)``, ``w`` is ``(D,)`` and not 0, ``b`` is a number.

    >>> x = np.array([[1.0, 1.0], [0.0, 0.0], [2.0, -1.0]])
    >>> print(distance_to_boundary(x, np.array([3.0, 4.0]), -2.0))
    [ 1.  -0.4  0. ]
    """
    return (x @ w + b) / np.linalg.norm(w)


def reference(x, w, b):
    import torch

    return (torch.mv(x, w) + b) / torch.linalg.vector_norm(w)


def from_the_nearest_point(x, w, b):
    """Another right solution: along the unit normal, from the boundary's point nearest to the origin."""
    length = np.sqrt(np.sum(w**2))
    normal = w / length
    return np.dot(x, normal) + b / length


def row_by_row(x, w, b):
    """Another right solution: loops."""
    length = sum(weight**2 for weight in w) ** 0.5
    far = np.empty(len(x))
    for i, row in enumerate(x):
        far[i] = (sum(weight * value for weight, value in zip(w, row)) + b) / length
    return far


def planes(*shapes):
    """Random planes, and samples on both sides of them."""

    def cases(rng):
        for rows, size in shapes:
            x, w = rng.normal(size=(rows, size)), rng.normal(scale=2, size=size)
            yield Case(f"{rows} x {size}", dict(x=x, w=w, b=float(rng.uniform(0.5, 2) * rng.choice([-1, 1]))))

    return cases


def by_hand(rng):
    """Weights whose length is a whole number, and samples of whole numbers on both sides."""
    for w in ([3.0, 4.0], [-5.0, 12.0], [2.0, 1.0, -2.0]):
        x = rng.integers(-4, 5, size=(5, len(w))).astype(float)
        x[:2] = np.sign(w), -np.sign(w)
        yield Case(f"w={w}", dict(x=x, w=np.array(w), b=float(rng.choice([-2, -1, 1, 2]))))


EXERCISE = Exercise(distance_to_boundary, reference, accepts=[from_the_nearest_point, row_by_row], checks={
    "distance": agrees("measures distances, with their sign", on=by_hand, points=3,
        hint=("x @ w + b grows when w does, but the boundary of 2 w and 2 b is the same: what has to be divided out?",
              "Divide by the length of w, bias and all, and keep the sign."),
        catches=[Mistake("divides by the square of the length of w",
                         "np.linalg.norm(w)", "np.sum(w**2)"),
                 Mistake("drops the sign", "(x @ w + b)", "np.abs(x @ w + b)"),
                 Mistake("does not divide by the length of w", " / np.linalg.norm(w)", ""),
                 Mistake("divides the sum but not the bias", "(x @ w + b) / np.linalg.norm(w)",
                         "x @ w / np.linalg.norm(w) + b"),
                 Mistake("takes the sum of absolute weights for the length of w",
                         "np.linalg.norm(w)", "np.sum(np.abs(w))"),
                 Mistake("leaves out the bias", "(x @ w + b)", "(x @ w)"),
                 Mistake("counts the bias as a part of w's length", "np.linalg.norm(w)",
                         "np.linalg.norm(np.append(w, b))"),
                 Mistake("measures from the wrong side", "(x @ w + b)", "-(x @ w + b)")]),
    "batch": agrees("gives one distance for each sample", on=planes((1, 3), (4, 4), (16, 3), (5, 1)), points=1,
        hint="The samples are rows, and there is one length of w for all of them.",
        catches=[Mistake("multiplies from the wrong side, which fits square arrays only", "x @ w", "w @ x"),
                 Mistake("divides by the length of each sample", "np.linalg.norm(w)",
                         "np.linalg.norm(x, axis=1)")]),
    "pure": keeps_inputs(on=planes((4, 4), (6, 3)), points=1,
        hint="`w /= np.linalg.norm(w)` changes the caller's array.",
        catches=[Mistake("brings the caller's weights to length 1 in place",
                         "return (x @ w + b) / np.linalg.norm(w)",
                         "length = np.linalg.norm(w); w /= length; return x @ w + b / length")]),
})
