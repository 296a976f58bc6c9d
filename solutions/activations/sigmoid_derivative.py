"""sigmoid_derivative: the slope of the logistic function."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def sigmoid_derivative(z):
    """Return the derivative of ``sigmoid(z) = 1 / (1 + exp(-z))`` with respect to ``z``, element by element.

    ``z`` is a number or a float array of any shape; the result has its shape. Every element is exact to many
    digits of its own, however large ``abs(z)`` is: the slope is symmetric, so far out on either side it is small,
    but not 0 before normal floats end (``abs(z)`` about 708).

    >>> sigmoid_derivative(np.arange(-6.0, 1.0)).round(8)
    array([0.00246651, 0.00664806, 0.01766271, 0.04517666, 0.10499359,
           0.19661193, 0.25      ])
    >>> print(f"{sigmoid_derivative(50.0):.4e}")
    1.9287e-22
    """
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def reference(z):
    """torch.sigmoid on both sides: torch's own autograd multiplies by 1 - sigmoid(z), which cancels."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64)
    return torch.sigmoid(z) * torch.sigmoid(-z)


def by_cosh(z):
    """Another right solution: a quarter of the squared hyperbolic secant, without its overflow."""
    half = np.minimum(np.abs(z), 1000.0) / 2
    return (0.5 / np.cosh(half)) ** 2


def both_sides(z):
    """Another right solution: each half of the axis with the formula that is safe there."""
    z = np.asarray(z, dtype=float)
    slope = np.zeros(z.shape)
    slope[z >= 0] = np.exp(-z[z >= 0]) / (1 + np.exp(-z[z >= 0])) ** 2
    slope[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0])) ** 2
    return slope


def textbook(z):
    """A mistake: right on paper."""
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    e = np.exp(-z) if z > 0 else np.exp(z)
    return e / (1 + e) ** 2


def worked(rng):
    """The published values, both sides, and moderate random numbers."""
    yield Case("-6 to 6", dict(z=np.arange(-6.0, 7.0)))
    yield Case("random", dict(z=rng.normal(scale=3, size=20)))


def shapes(rng):
    """A number, and arrays of one to three axes."""
    yield Case("a number", dict(z=float(rng.normal())))
    for shape in ((1,), (4, 4), (3, 5), (2, 3, 4)):
        yield Case(f"shape {shape}", dict(z=rng.normal(size=shape)))


def far_out(rng):
    """Both tails, up to where floats end and beyond."""
    z = np.append(rng.uniform(30, 700, size=12), rng.uniform(701, 707, size=2))
    on_the_way = np.arange(6, 16, 0.5) + rng.uniform(0, 0.5, size=20)
    yield Case("on the way", dict(z=on_the_way * rng.choice([-1, 1], size=20)))
    yield Case("left tail", dict(z=-z))
    yield Case("right tail", dict(z=z))
    yield Case("beyond", dict(z=np.array([-1e4, -800.0, 0.0, 800.0, 1e4])))


EXERCISE = Exercise(sigmoid_derivative, reference, accepts=[by_cosh, both_sides], checks={
    "values": agrees("gives the slope at moderate values", on=worked, points=4,
        hint=("How does the slope follow from the value s of the sigmoid?", "It is s * (1 - s), with s = sigmoid(z)."),
        catches=[Mistake("takes z for the sigmoid's output: z * (1 - z)",
                         "return e / (1 + e) ** 2", "return z * (1 - z)"),
                 Mistake("applies the sigmoid twice before taking the slope", "np.abs(z))", "1 / (1 + np.exp(-z)))"),
                 Mistake("returns the sigmoid itself, not its slope",
                         "return e / (1 + e) ** 2", "return np.where(z < 0, e, 1) / (1 + e)"),
                 Mistake("squares exp(-z) alone in the denominator, not all of it",
                         "return e / (1 + e) ** 2", "return np.exp(-z) / (1 + np.exp(-z) ** 2)"),
                 Mistake("forgets the square in the denominator", "(1 + e) ** 2", "(1 + e)")]),
    "shapes": agrees("keeps the shape of its input", on=shapes, points=2,
        hint="NumPy's functions work on arrays of any shape; Python's `if` does not.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError"),
                 Mistake("flattens its input", "np.abs(z)", "np.abs(np.ravel(z))"),
                 Mistake("returns a Jacobian instead of the slope of each element",
                         "return e / (1 + e) ** 2", "return np.diag(np.ravel(e / (1 + e) ** 2))")]),
    "tails": agrees("stays exact in both tails", on=far_out, points=3, elementwise=True,
        hint=("1 - s loses all its digits where s is close to 1.",
              "The slope is the same at z and -z: compute it on the side where exp is small."),
        catches=[Mistake("subtracts s from 1, which cancels where s is close to 1", function=textbook),
                 Mistake("overflows for large negative z, where exp(-z) is large", "-np.abs(z)", "-z"),
                 Mistake("overflows for large positive z", "-np.abs(z)", "z")]),
    "pure": keeps_inputs(on=worked, points=1,
        hint="Operations with `out=` or `*=` change the caller's array.",
        catches=[Mistake("changes z while taking its absolute value", "np.abs(z)", "np.abs(z, out=z)")]),
})
