"""log_sigmoid: the logarithm of a probability that the logistic function gives."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def log_sigmoid(z):
    """Return ``log(1 / (1 + exp(-z)))`` (the natural logarithm), element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4: far left it is nearly ``z``. In the right tail, up to ``z = 700``,
    where it is nearly ``-exp(-z)``, every element is exact to many digits of its own.

    >>> print(log_sigmoid(np.array([-1.0, 0.0, 1.0])).round(4))
    [-1.3133 -0.6931 -0.3133]
    >>> print(f"{log_sigmoid(-1e4):.1f}, {log_sigmoid(50.0):.4e}")
    -10000.0, -1.9287e-22
    """
    return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))


def reference(z):
    import torch

    return torch.nn.functional.logsigmoid(torch.as_tensor(z, dtype=torch.float64))


def by_softplus(z):
    """Another right solution: minus the softplus of -z."""
    return -np.logaddexp(0, -np.asarray(z))


def like_its_input(z):
    """A mistake: an integer array keeps no fractions."""
    out = np.zeros_like(z)
    out[...] = -np.logaddexp(0, -np.asarray(z))
    return out


EXERCISE = Exercise(log_sigmoid, reference, accepts=[by_softplus], checks={
    "values": agrees("gives the logarithm of the sigmoid", points=2,
        on=several(exactly("worked", -1.0, 0.0, 1.0), scattered(), single()),
        hint="The logarithm of a probability is negative, and that of 1/2 is -log(2).",
        catches=[Mistake("returns the sigmoid, without the logarithm",
                         "np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))", "1 / (1 + np.exp(-z))"),
                 Mistake("has the sign of the exponent wrong: minus softplus(z)",
                         "np.minimum(z, 0)", "np.minimum(-z, 0)"),
                 Mistake("forgets the minus sign of the logarithm of a fraction",
                         "np.minimum(z, 0) - np.log1p", "np.maximum(-z, 0) + np.log1p"),
                 Mistake("takes the logarithm to base 10", "np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))",
                         "-np.log10(1 + np.exp(-z))")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.minimum compares element by element; Python's `min` does not.",
        catches=[Mistake("uses Python's min, which compares whole arrays", "np.minimum(z, 0)", "min(z, 0)",
                         raises="ValueError"),
                 Mistake("writes into an array like z, which cuts fractions off where z holds integers",
                         function=like_its_input)]),
    "left": agrees("stays finite for large negative z", points=2, elementwise=True,
        on=several(exactly("on both sides of 0", -1.5, 0.0, 2.5), far_left),
        hint=("The sigmoid of -800 is 0 for a float, but the logarithm that is asked for is about -800.",
              "Simplify on paper: log(1 / (1 + exp(-z))) = z - log(1 + exp(z))."),
        catches=[Mistake("keeps the logarithm off 0 by a small number of its own, which caps the result",
                         "np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))",
                         "np.log(1 / (1 + np.exp(-np.asarray(z, dtype=float))) + 1e-12)"),
                 Mistake("clips z before exp, which caps the result",
                         "np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))",
                         "-np.log1p(np.exp(np.minimum(np.negative(z), 500)))"),
                 Mistake("overflows in exp(-z)",
                         "np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))", "-np.log1p(np.exp(np.negative(z)))")]),
    "right": agrees("stays exact for large positive z", on=far_right, points=2, elementwise=True,
        hint=("1 + exp(-50) is 1, to the last digit, and log(1) is 0.",
              "NumPy has a function for the logarithm of one plus a small number."),
        catches=[Mistake("takes the logarithm of a number that has become 1", "np.log1p(", "np.log(1 + ")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="Operations with `out=` or `-=` change the caller's array.",
        catches=[Mistake("changes z while taking its absolute value", "np.abs(z)", "np.abs(z, out=z)")]),
})
