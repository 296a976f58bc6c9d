"""bias_through_point: the boundary of given weights, moved until it passes through a point."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def bias_through_point(w, p):
    """Return the bias ``b`` with which the boundary of a perceptron with weights ``w`` passes through the point ``p``.

    On the boundary ``w @ p + b`` is 0. ``w`` and ``p`` are float arrays ``(D,)``; the result is a number. The weights
    stay as they are: they say in which direction the boundary faces, and the bias where it is.

    >>> print(bias_through_point(np.array([0.5, 0.5]), np.array([0.0, 0.5])))
    -0.25
    >>> print(bias_through_point(np.array([1.0, -2.0, 3.0]), np.array([2.0, 0.0, 1.0])))
    -5.0
    """
    return -np.dot(w, p)


def reference(w, p):
    import torch

    return -torch.dot(w, p)


def in_a_loop(w, p):
    """Another right solution: what is missing to 0, product by product."""
    missing = 0.0
    for weight, place in zip(w, p):
        missing -= weight * place
    return missing


def by_sum(w, p):
    """Another right solution: a sum of products, as a plain number."""
    return float(0 - np.sum(np.multiply(w, p)))


def points(*sizes):
    """Random weights and points with so many inputs."""

    def cases(rng):
        for size in sizes:
            w, p = rng.normal(size=(2, size))
            yield Case(f"D={size}", dict(w=w, p=p + np.sign(p)))

    return cases


def lines(rng):
    """Lines through points of the plane, of whole numbers first."""
    for _ in range(2):
        w, p = rng.permutation([-3.0, -2.0, 2.0, 4.0])[:2], rng.permutation([-1.0, 1.0, 3.0])[:2]
        yield Case("whole numbers", dict(w=w, p=p))
    yield from points(2, 2, 2)(rng)


EXERCISE = Exercise(bias_through_point, reference, accepts=[in_a_loop, by_sum], checks={
    "line": agrees("moves a line to a point", on=lines, points=2,
        hint=("Put p into w @ p + b = 0. What has b to be?", "Solve for b: one term changes sides, and its sign."),
        catches=[Mistake("forgets the minus sign when it brings w @ p to the other side", "-np.dot", "np.dot"),
                 Mistake("divides by the length of w, as for a distance", "-np.dot(w, p)",
                         "-np.dot(w, p) / np.linalg.norm(w)"),
                 Mistake("leaves out the weights", "np.dot(w, p)", "np.sum(p)"),
                 Mistake("returns the products, without adding them up", "np.dot(w, p)", "(w * p)")]),
    "plane": agrees("takes any number of inputs", on=points(1, 3, 5, 8), points=1,
        hint="A boundary in three dimensions is a plane, and the formula is the same.",
        catches=[Mistake("adds up the first two inputs only", "np.dot(w, p)", "np.dot(w[:2], p[:2])")]),
    "pure": keeps_inputs(on=points(2, 4), points=1,
        hint="`w *= p` changes the caller's array.",
        catches=[Mistake("multiplies the caller's weights in place", "np.dot(w, p)",
                         "np.sum(np.multiply(w, p, out=w))")]),
})
