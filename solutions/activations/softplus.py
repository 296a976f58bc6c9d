"""softplus: a smooth ReLU (Dugas et al. 2001)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def softplus(z):
    """Return ``log(1 + exp(z))`` (the natural logarithm), element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4: far right it is nearly ``z``. In the left tail, down to ``z = -700``,
    where it is nearly ``exp(z)``, every element is exact to many digits of its own.

    >>> print(softplus(np.array([-1.0, 0.0, 1.0])).round(4))
    [0.3133 0.6931 1.3133]
    >>> print(f"{softplus(-50.0):.4e}, {softplus(1e4):.1f}")
    1.9287e-22, 10000.0
    """
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def reference(z):
    """The sum of exp(0) and exp(z) as logarithms: torch's softplus turns linear above 20."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64)
    return torch.logaddexp(torch.zeros_like(z), z)


def of_two_logarithms(z):
    """Another right solution: NumPy's log(exp(a) + exp(b))."""
    return np.logaddexp(0, z)


def linear_above(z):
    """Another right solution: the line where the difference is lost to rounding anyway."""
    return np.where(np.asarray(z) > 30, z, np.log1p(np.exp(np.minimum(z, 30))))


def like_its_input(z):
    """A mistake: an integer array keeps no fractions."""
    s = np.empty_like(z)
    s[...] = np.logaddexp(0, z)
    return s


EXERCISE = Exercise(softplus, reference, accepts=[of_two_logarithms, linear_above], checks={
    "values": agrees("gives log(1 + exp(z)) at moderate values", points=2,
        on=several(exactly("published", -1.0, 0.0, 1.0), scattered(), single()),
        hint="It is log(2) at 0, and lies a little above ReLU everywhere.",
        catches=[Mistake("returns ReLU, without the smooth part", " + np.log1p(np.exp(-np.abs(z)))", ""),
                 Mistake("takes the logarithm to base 2", "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))",
                         "np.logaddexp2(0, z / np.log(2))"),
                 Mistake("adds 1 to the logarithm, not inside it", "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))",
                         "1 + np.log(np.exp(z))"),
                 Mistake("has the sign of the exponent wrong", "np.maximum(z, 0)", "np.maximum(-z, 0)"),
                 Mistake("returns the slope of softplus, which is the sigmoid",
                         "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))", "1 / (1 + np.exp(-z))")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; Python's `max` does not.",
        catches=[Mistake("uses Python's max, which compares whole arrays", "np.maximum(z, 0)", "max(z, 0)",
                         raises="ValueError"),
                 Mistake("writes into an array like z, which cuts fractions off where z holds integers",
                         function=like_its_input)]),
    "right": agrees("stays finite for large positive z", points=2, elementwise=True,
        on=several(exactly("on both sides of 0", -1.5, 0.0, 2.5), far_right),
        hint=("exp(710) is more than a float can hold, though its logarithm is 710.",
              "Take the large part out of the logarithm: log(1 + exp(z)) = z + log(1 + exp(-z))."),
        catches=[Mistake("overflows in exp(z)",
                         "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))", "np.log1p(np.exp(z))"),
                 Mistake("clips z before exp, which caps the result",
                         "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))", "np.log1p(np.exp(np.minimum(z, 500)))")]),
    "left": agrees("stays exact for large negative z", on=far_left, points=2, elementwise=True,
        hint=("1 + exp(-50) is 1, to the last digit, and log(1) is 0.",
              "NumPy has a function for the logarithm of one plus a small number."),
        catches=[Mistake("clips z, so that the tail is flat",
                         "np.exp(-np.abs(z))", "np.exp(-np.minimum(np.abs(z), 100))"),
                 Mistake("adds the small exp to 1, where it is lost", "np.log1p(", "np.log(1 + ")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="Operations with `out=` or `+=` change the caller's array.",
        catches=[Mistake("changes z while taking its absolute value", "np.abs(z)", "np.abs(z, out=z)")]),
})
