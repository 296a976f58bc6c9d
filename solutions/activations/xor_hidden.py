"""xor_hidden: what the hidden layer of a trained XOR network sees."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many


def xor_hidden(x):
    """Return the outputs ``(N, 2)`` of two sigmoid units that make XOR separable.

    ``x`` is a float array ``(N, 2)`` with one pair of inputs in each row, and the hidden layer is
    ``sigmoid(x @ w + b)`` with ``sigmoid(z) = 1 / (1 + exp(-z))``. The first unit has the weights -1 and 1, the second
    one the weights 1 and -1, so ``w`` is ``[[-1, 1], [1, -1]]``; both have the bias -4.

    >>> print(xor_hidden(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])).round(4))
    [[0.018  0.018 ]
     [0.0474 0.0067]
     [0.0067 0.0474]
     [0.018  0.018 ]]
    """
    z = x @ np.array([[-1.0, 1.0], [1.0, -1.0]]) - 4
    return 1 / (1 + np.exp(-z))


def reference(x):
    import torch

    weight, bias = torch.tensor([[-1.0, 1.0], [1.0, -1.0]]).double(), torch.full((2,), -4.0).double()
    return torch.sigmoid(torch.nn.functional.linear(x, weight.T, bias))


def unit_by_unit(x):
    """Another right solution: both units from the difference of the inputs, by tanh."""
    apart = x[:, 1] - x[:, 0]
    return np.stack([0.5 + 0.5 * np.tanh((apart - 4) / 2), 0.5 + 0.5 * np.tanh((-apart - 4) / 2)], axis=1)


def points(*sizes, scale=2.0):
    """Random points of the plane, each further from the diagonal than the one before it is likely to be."""

    def cases(rng):
        for size in sizes:
            yield Case(f"{many(size, 'point')}", dict(x=rng.normal(scale=scale, size=(size, 2))))

    return cases


def corners(rng):
    """The four inputs of XOR in any order."""
    yield Case("XOR's inputs", dict(x=rng.permutation([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])))


EXERCISE = Exercise(xor_hidden, reference, accepts=[unit_by_unit], harmless=[
    Harmless("a list of rows is a matrix to a product",
             ("np.array([[-1.0, 1.0], [1.0, -1.0]])", "[[-1.0, 1.0], [1.0, -1.0]]"))], checks={
    "corners": agrees("maps the four inputs of XOR", on=corners, points=1,
        hint="Three steps: the weights, the bias, the sigmoid.",
        catches=[Mistake("adds 4 instead of subtracting it", "- 4", "+ 4"),
                 Mistake("forgets the bias", " - 4", ""),
                 Mistake("returns the pre-activations, without the sigmoid", "1 / (1 + np.exp(-z))", "z"),
                 Mistake("has the sign in the exponent wrong", "np.exp(-z)", "np.exp(z)"),
                 Mistake("fires or does not, with a step for the sigmoid", "1 / (1 + np.exp(-z))",
                         "np.where(z >= 0, 1.0, 0.0)")]),
    "points": agrees("maps any points of the plane", on=points(1, 2, 5, 12), points=2,
        hint="Each column of w belongs to a unit. Which input does the first unit like?",
        catches=[Mistake("swaps the two units", "[[-1.0, 1.0], [1.0, -1.0]]", "[[1.0, -1.0], [-1.0, 1.0]]"),
                 Mistake("gives every weight the sign +", "[[-1.0, 1.0], [1.0, -1.0]]", "[[1.0, 1.0], [1.0, 1.0]]"),
                 Mistake("subtracts 4 from the second unit only", "- 4", "- np.array([0.0, 4.0])")]),
    "pure": keeps_inputs(on=points(4, 6), points=1,
        hint="`x -= 4` changes the caller's array.",
        catches=[Mistake("scales the caller's array in place, and nearly back", "z = x @",
                         "x *= 4; x /= 4.00000000001; z = x @")]),
})
