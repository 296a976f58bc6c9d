"""decision_boundary: the line on which a perceptron changes its mind."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def decision_boundary(w, b, x1):
    """Return ``x2`` such that the point ``(x1, x2)`` lies on the line ``w[0] * x1 + w[1] * x2 + b = 0``.

    ``w`` is a float array ``(2,)`` whose second weight is not 0, ``b`` is a number. ``x1`` is a number or a float
    array of any shape, such as the places at which the line is to be plotted; the result has the shape of ``x1``.

    >>> print(decision_boundary(np.array([0.5, 0.25]), -0.25, np.array([0.0, 1.0, 2.0])))
    [ 1. -1. -3.]
    >>> print(decision_boundary(np.array([1.0, -2.0]), 3.0, 1.0))
    2.0
    """
    return -(w[0] * x1 + b) / w[1]


def reference(w, b, x1):
    """One linear equation for each x1, solved by torch."""
    import torch

    x1 = torch.as_tensor(x1, dtype=torch.float64)
    return torch.linalg.solve(w[1:, None], (-b - w[0] * x1).reshape(1, -1)).reshape(x1.shape)


def by_slope(w, b, x1):
    """Another right solution: slope and intercept."""
    w1, w2 = w
    slope, intercept = -w1 / w2, -b / w2
    return slope * x1 + intercept


def by_projection(w, b, x1):
    """Another right solution: from one point of the line along its direction."""
    start = -b * w / (w @ w)
    return start[1] - (x1 - start[0]) * w[0] / w[1]


def draw(rng):
    """A random line that is neither steep nor through the origin."""
    w = rng.uniform(0.3, 2, size=2) * rng.choice([-1, 1], size=2)
    return w, float(rng.uniform(0.3, 2) * rng.choice([-1, 1]))


def lines(rng):
    """Lines of all directions, each at several places."""
    for _ in range(5):
        w, b = draw(rng)
        yield Case("a line", dict(w=w, b=b, x1=rng.normal(size=4)))


def shapes(rng):
    """Places as a number, and as arrays of one and two axes."""
    w, b = draw(rng)
    yield Case("a number", dict(w=w, b=b, x1=float(rng.normal())))
    for shape in ((1,), (2,), (7,), (2, 2), (3, 4)):
        w, b = draw(rng)
        yield Case(f"shape {shape}", dict(w=w, b=b, x1=rng.normal(size=shape)))


def special(rng):
    """Lines through the origin, and level ones."""
    w, b = draw(rng)
    x1 = rng.normal(size=5)
    yield Case("through the origin", dict(w=w, b=0.0, x1=x1))
    yield Case("level", dict(w=np.array([0.0, w[1]]), b=b, x1=x1))


EXERCISE = Exercise(decision_boundary, reference, accepts=[by_slope, by_projection], checks={
    "line": agrees("finds the line", on=lines, points=2, draws="line_on_plane",
        hint="Solve the equation for x2, step by step; put your x2 back in to see whether the sum is 0.",
        catches=[Mistake("forgets the minus sign when it brings terms to the other side", "-(w[0]", "(w[0]"),
                 Mistake("changes the sign of w1 x1, but not of b", "-(w[0] * x1 + b)", "(b - w[0] * x1)"),
                 Mistake("leaves out the bias", "w[0] * x1 + b", "w[0] * x1"),
                 Mistake("swaps the two weights", "-(w[0] * x1 + b) / w[1]", "-(w[1] * x1 + b) / w[0]"),
                 Mistake("takes the slope upside down: w2 / w1 for w1 / w2",
                         "-(w[0] * x1 + b) / w[1]", "-(w[1] / w[0]) * x1 - b / w[1]"),
                 Mistake("does not divide by w2", " / w[1]", ""),
                 Mistake("divides only the bias by w2, for want of brackets",
                         "-(w[0] * x1 + b) / w[1]", "-w[0] * x1 - b / w[1]"),
                 Mistake("takes the weights' own direction for the line's, which stands across it",
                         "-(w[0] * x1 + b)", "(w[1] ** 2 / w[0] * x1 - b)")]),
    "shapes": agrees("gives one x2 for each x1", on=shapes, points=1,
        hint="The formula for one x1 is the formula for an array of them.",
        catches=[Mistake("returns the points of the line, not their x2", "return -(w[0] * x1 + b) / w[1]",
                         "return np.stack([x1 + 0 * b, -(w[0] * x1 + b) / w[1]], axis=-1)"),
                 Mistake("answers for the first x1 only", "* x1 + b", "* np.ravel(x1)[0] + b")]),
    "special": agrees("draws level lines and lines through the origin", on=special, points=1,
        hint="No weight but w2 is divided by.",
        catches=[Mistake("goes by way of the two intercepts, of which one may not exist or both are 0",
                         "-(w[0] * x1 + b) / w[1]", "-b / w[1] * (1 - x1 / np.divide(-b, w[0]))")]),
    "pure": keeps_inputs(on=lines, points=1,
        hint="`x1 *= w[0]` changes the caller's array.",
        catches=[Mistake("multiplies in place", "-(w[0] * x1 + b)", "-(np.multiply(w[0], x1, out=x1) + b)")]),
})
