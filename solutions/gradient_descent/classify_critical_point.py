"""classify_critical_point: is a place where the gradient is 0 a minimum, a maximum or a saddle?"""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees


def classify_critical_point(hessian):
    """Return what a critical point is: ``"minimum"``, ``"maximum"``, ``"saddle"`` or ``"undecided"``.

    ``hessian`` is the symmetric matrix of second derivatives there, a float array ``(D, D)``. The signs of its
    eigenvalues decide, where an eigenvalue counts as 0 if its absolute value is at most 1e-9:

    - some are positive and some negative: a saddle, whatever the others are;
    - all are positive: a minimum; all are negative: a maximum;
    - in all other cases (some are 0, and no two have opposite signs) second derivatives do not decide.

    >>> print(classify_critical_point(np.array([[1.0, 2.0], [2.0, 1.0]])))
    saddle
    >>> print(classify_critical_point(np.array([[2.0, 1.0], [1.0, 2.0]])))
    minimum
    >>> print(classify_critical_point(np.array([[-1.0, 0.0], [0.0, 0.0]])))
    undecided
    """
    curvatures = np.linalg.eigvalsh(hessian)
    up, down = curvatures > 1e-9, curvatures < -1e-9
    if up.any() and down.any():
        return "saddle"
    if up.all():
        return "minimum"
    return "maximum" if down.all() else "undecided"


def reference(hessian):
    import torch

    signs = {int(sign) for sign in torch.sign(torch.nn.functional.hardshrink(torch.linalg.eigvalsh(hessian), 1e-9))}
    if {-1, 1} <= signs:
        return "saddle"
    return "undecided" if 0 in signs else "minimum" if 1 in signs else "maximum"


def by_extremes(hessian):
    """Another right solution: the smallest and the largest eigenvalue say it all."""
    values = np.sort(np.linalg.eig(hessian)[0].real)
    low, high = values[0], values[-1]
    if low < -1e-9 and high > 1e-9:
        return "saddle"
    if low > 1e-9:
        return "minimum"
    if high < -1e-9:
        return "maximum"
    return "undecided"


def by_counts(hessian):
    """Another right solution: how many eigenvalues have which sign."""
    positive = negative = 0
    for value in np.linalg.eigvalsh(hessian):
        positive += value > 1e-9
        negative += value < -1e-9
    if positive and negative:
        return "saddle"
    if positive + negative < len(hessian):
        return "undecided"
    return "minimum" if positive else "maximum"


def by_determinant(hessian):
    """A mistake: the rule for two dimensions."""
    det, corner = np.linalg.det(hessian), hessian[0, 0]
    if det < -1e-9:
        return "saddle"
    if det <= 1e-9:
        return "undecided"
    return "minimum" if corner > 0 else "maximum"


def by_entries(hessian):
    """A mistake: the signs of all entries."""
    if (hessian > 0).all():
        return "minimum"
    if (hessian < 0).all():
        return "maximum"
    return "saddle"


def turned(rng, curvatures):
    """A random symmetric matrix with these eigenvalues."""
    q = np.linalg.qr(rng.normal(size=(len(curvatures), len(curvatures))))[0]
    hessian = (q * np.array(curvatures)) @ q.T
    return (hessian + hessian.T) / 2


def signed(*signs):
    """Matrices with eigenvalues of these signs, each of a random size."""

    def cases(rng):
        for each in signs:
            curvatures = np.array(each) * rng.uniform(0.5, 3, size=len(each))
            yield Case(f"signs {each}", dict(hessian=turned(rng, curvatures)))

    return cases


def in_the_plane(rng):
    """Two dimensions: bowls, hills and saddles, among them some whose diagonal is positive, or negative."""
    yield from signed((1, 1), (-1, -1))(rng)
    for corner in (1.0, -1.0):
        diagonal = corner * rng.uniform(0.5, 2, size=2)
        beside = rng.choice([-1, 1]) * rng.uniform(2.5, 4)
        yield Case("a saddle", dict(hessian=np.diag(diagonal) + beside * (1 - np.eye(2))))
        yield Case("no saddle", dict(hessian=np.diag(diagonal) + 0.1 * beside * (1 - np.eye(2))))


def flat(rng):
    """Directions in which there is no curvature, or hardly any."""
    yield from signed((1, 0), (0, -1), (1, 0, -1), (0, 1, 1), (-1, 0, -1, 0))(rng)
    yield Case("no curvature", dict(hessian=np.zeros((2, 2))))
    for tiny in (1e-10, 1.5e-9, -1e-10, -1.5e-9):
        sign = np.sign(tiny) * (1 if abs(tiny) > 1e-9 else rng.choice([-1.0, 1.0]))
        yield Case(f"an eigenvalue of {tiny}", dict(hessian=np.diag([tiny, sign * rng.uniform(1, 2)])))


EXERCISE = Exercise(classify_critical_point, reference, accepts=[by_extremes, by_counts], harmless=[
    Harmless("no eigenvalue is computed to the last bit, so that none of exactly 1e-9 is asked",
             ("curvatures > 1e-9", "curvatures >= 1e-9"), ("curvatures < -1e-9", "curvatures <= -1e-9"))], checks={
    "plane": agrees("knows bowls, hills and saddles of two dimensions", on=in_the_plane, points=2,
        hint=("The eigenvalues are the curvatures along the matrix's own axes, which need not be yours.",
              "np.linalg.eigvalsh gives those of a symmetric matrix."),
        catches=[Mistake("looks at the diagonal only", "np.linalg.eigvalsh(hessian)", "np.diag(hessian)"),
                 Mistake("looks at the signs of all entries", function=by_entries),
                 Mistake("swaps minimum and maximum", "curvatures = np", "curvatures = -np"),
                 Mistake("sees no saddle where the curvatures add up to more than 0",
                         "if up.any() and down.any():", "if up.any() and down.any() and curvatures.sum() < 0:"),
                 Mistake("takes singular values, which have no sign", "np.linalg.eigvalsh(hessian)",
                         "np.linalg.svd(hessian)[1]")]),
    "space": agrees("takes any number of dimensions", points=2,
        on=signed((1, 1, 1), (-1, -1, -1), (1, -1, -1), (1, 1, -1), (-1, 1, -1, 1), (-1, -1, -1, -1), (1,), (-1,)),
        hint="A determinant is the product of the eigenvalues: two minus signs cancel in it.",
        catches=[Mistake("looks at the determinant and one corner, which decides in two dimensions only",
                         function=by_determinant),
                 Mistake("looks at two of the eigenvalues only", "np.linalg.eigvalsh(hessian)",
                         "np.linalg.eigvalsh(hessian)[:2]")]),
    "flat": agrees("knows when second derivatives do not decide", on=flat, points=2,
        hint="A rounded 0 is seldom exactly 0. And a saddle stays one, whatever the third direction does.",
        catches=[Mistake("takes a curvature of 0 for a positive one", "curvatures > 1e-9", "curvatures > -1e-9"),
                 Mistake("takes a curvature of 0 for a negative one", "curvatures < -1e-9", "curvatures < 1e-9"),
                 Mistake("compares with exactly 0, which rounding hardly ever gives",
                         "curvatures > 1e-9, curvatures < -1e-9", "curvatures > 0, curvatures < 0"),
                 Mistake("does not decide where any curvature is 0, although two others have opposite signs",
                         "if up.any() and down.any():", "if up.any() and down.any() and (up | down).all():"),
                 Mistake("needs no more than one positive curvature for a minimum", "up.all()", "up.any()")]),
})
