"""normal_equations: least squares in one step, by solving for where the gradient is 0 (Legendre, Gauss)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import drawn_until, many, several


def normal_equations(phi, t):
    """Return the weights ``w`` that make ``sum((phi @ w - t)**2)`` as small as possible: an array ``(M,)``.

    ``phi`` is a float array ``(N, M)`` with ``N >= M``, one row for each sample and one column for each weight; a
    constant, if there is one, is a column of ones among them. Its columns are independent, so that there is exactly
    one best ``w``. ``t`` is a float array ``(N,)``, the targets. Where the gradient of the sum is 0,

        phi.T @ phi @ w = phi.T @ t .

    >>> phi = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
    >>> print(normal_equations(phi, np.array([1.0, 2.0, 2.0])).round(4))
    [1.1667 0.5   ]
    """
    return np.linalg.solve(phi.T @ phi, phi.T @ t)


def reference(phi, t):
    import torch

    return torch.linalg.lstsq(phi, t[:, None]).solution[:, 0]


def by_lstsq(phi, t):
    """Another right solution: NumPy's least squares."""
    return np.linalg.lstsq(phi, t, rcond=None)[0]


def by_inverse(phi, t):
    """Another right solution: an inverse, and means in the place of sums on both sides."""
    squares, products = phi.T @ phi / len(t), t @ phi / len(t)
    return products @ np.linalg.inv(squares)


def by_qr(phi, t):
    """Another right solution: orthogonal columns, and from the last weight to the first."""
    q, r = np.linalg.qr(phi)
    y, w = q.T @ t, np.zeros(phi.shape[1])
    for j in range(len(w) - 1, -1, -1):
        w[j] = (y[j] - r[j, j + 1 :] @ w[j + 1 :]) / r[j, j]
    return w


def fits(*shapes):
    """Noisy data, as ``(N, M)`` asks, with columns that are far from dependent."""

    def cases(rng):
        for rows, columns in shapes:
            q = np.linalg.qr(rng.normal(size=(rows, columns)))[0]
            phi = q * rng.uniform(1, 3, size=columns) + 0.3 * rng.normal(size=(1, columns)) / rows
            yield Case(f"{rows} x {columns}", dict(phi=phi, t=rng.normal(scale=2, size=rows) + 1))

    return cases


def straight(rng):
    """Lines through a few points of whole numbers, with a column of ones."""
    for size in (3, 4):
        phi = np.column_stack([np.ones(size), np.arange(size) - float(rng.integers(0, 2))])
        yield Case(f"{many(size, 'point')}", dict(phi=phi, t=whole_targets(phi, rng)))


def whole_targets(phi, rng):
    """Whole numbers that are not fitted best by w = 0, in the place of which the reference has rounding errors."""
    return drawn_until(lambda t: np.any(phi.T @ t), lambda: rng.integers(-3, 6, size=len(phi)).astype(float),
                       lambda: phi.sum(axis=1))


def exact(rng):
    """As many weights as samples, so that every target is met, and a single weight."""
    for size in (2, 3):
        phi = np.eye(size) * rng.uniform(1, 2, size=size) + rng.uniform(-0.4, 0.4, size=(size, size))
        yield Case(f"{size} x {size}", dict(phi=phi, t=rng.normal(size=size)))
    yield Case("one weight", dict(phi=rng.uniform(1, 2, size=(4, 1)), t=rng.normal(size=4)))


EXERCISE = Exercise(normal_equations, reference, accepts=[by_lstsq, by_inverse, by_qr], checks={
    "fit": agrees("finds the weights of least squares", on=several(straight, fits((5, 2), (6, 3), (8, 4))), points=3,
        hint=("phi.T @ phi is (M, M): a system of M equations for the M weights.",
              "np.linalg.solve solves a @ w = b for w."),
        catches=[Mistake("divides by N on one side only", "phi.T @ t)", "phi.T @ t / len(t))"),
                 Mistake("returns phi.T @ t, without solving anything", "np.linalg.solve(phi.T @ phi, phi.T @ t)",
                         "phi.T @ t"),
                 Mistake("divides by each column's own square, as if no two columns overlapped",
                         "np.linalg.solve(phi.T @ phi, phi.T @ t)", "phi.T @ t / np.sum(phi**2, axis=0)"),
                 Mistake("adds to the diagonal, as ridge regression does", "phi.T @ phi,",
                         "phi.T @ phi + 0.01 * np.eye(phi.shape[1]),"),
                 Mistake("takes one over each element for the inverse of a matrix",
                         "np.linalg.solve(phi.T @ phi, phi.T @ t)", "(1 / (phi.T @ phi)) @ (phi.T @ t)"),
                 Mistake("multiplies by the matrix instead of by its inverse",
                         "np.linalg.solve(phi.T @ phi, phi.T @ t)", "phi.T @ phi @ (phi.T @ t)"),
                 Mistake("returns the fitted targets, not the weights", "return np.linalg.solve(",
                         "return phi @ np.linalg.solve(")]),
    "exact": agrees("meets every target where it can", on=exact, points=1,
        hint="Transposes look alike where phi is square: which of phi.T @ phi and phi @ phi.T is (M, M)?",
        catches=[Mistake("multiplies in the wrong order: phi @ phi.T", "np.linalg.solve(phi.T @ phi,",
                         "np.linalg.solve(phi @ phi.T,"),
                 Mistake("forgets to transpose on the right side", "phi.T @ t)", "(phi @ t))")]),
    "pure": keeps_inputs(on=fits((5, 2), (3, 3)), points=1,
        hint="`t -= t.mean()` changes the caller's array.",
        catches=[Mistake("scales the caller's columns in place", "return np.linalg.solve(phi.T @ phi, phi.T @ t)",
                         "size = np.sqrt(np.sum(phi**2, axis=0)); phi /= size;"
                         " return np.linalg.solve(phi.T @ phi, phi.T @ t) / size")]),
})
