"""relu_pieces: two ReLU units and their sum, a function of three straight pieces."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many


def relu_pieces(x):
    """Return an array ``(N, 3)`` of two ReLU units and their sum, for each number of ``x``.

    The columns are ``relu(-2 * x - 8)``, ``relu(3 * x + 12)`` and the sum of these two, where ``relu(z)`` is the
    larger of ``z`` and 0. ``x`` is a float array ``(N,)``.

    The first unit is on left of -4, the second one right of it. So their sum is V-shaped, while the sum of the two
    lines is one line, ``x + 4``.

    >>> print(relu_pieces(np.array([-5.0, -4.0, -3.0])))
    [[2. 0. 2.]
     [0. 0. 0.]
     [0. 3. 3.]]
    """
    left, right = np.maximum(-2 * x - 8, 0), np.maximum(3 * x + 12, 0)
    return np.stack([left, right, left + right], axis=1)


def reference(x):
    import torch

    pieces = torch.relu(torch.outer(x, torch.tensor([-2.0, 3.0]).double()) + torch.tensor([-8.0, 12.0]))
    return torch.cat([pieces, pieces.sum(dim=1, keepdim=True)], dim=1)


def as_a_layer(x):
    """Another right solution: a dense layer of two units, and one more column."""
    hidden = x[:, None] @ np.array([[-2.0, 3.0]]) + np.array([-8.0, 12.0])
    hidden = hidden * (hidden > 0)
    return np.column_stack([hidden, hidden @ np.ones(2)])


def one_by_one(x):
    """Another right solution: a loop over the numbers."""
    rows = np.zeros((len(x), 3))
    for i, number in enumerate(x):
        if number < -4:
            rows[i, 0] = rows[i, 2] = -2 * number - 8
        else:
            rows[i, 1] = rows[i, 2] = 3 * number + 12
    return rows


def numbers(*sizes):
    """Random numbers on both sides of -4, where the units take turns."""

    def cases(rng):
        for size in sizes:
            sides = rng.permutation(np.resize([-1.0, 1.0], size))
            yield Case(f"{many(size, 'number')}", dict(x=-4 + sides * rng.uniform(0.2, 6, size=size)))

    return cases


def whole(rng):
    """Whole numbers around -4, in any order."""
    yield Case("whole numbers", dict(x=rng.permutation(np.arange(-9.0, 3.0))[:6]))


def at_the_kink(rng):
    """The place where both units are 0, and its neighbours."""
    yield Case("the kink", dict(x=np.array([-4.0, -5.0, -3.0, 0.0])))


EXERCISE = Exercise(relu_pieces, reference, accepts=[as_a_layer, one_by_one], checks={
    "units": agrees("computes both units and their sum", on=lambda rng: [*whole(rng), *numbers(7, 10)(rng)], points=3,
        hint=("Where is -2 x - 8 positive? Where is 3 x + 12?", "Cut each unit off at 0 first, then add."),
        catches=[Mistake("adds the two lines before the ReLU, not after it: relu(x + 4)", "left + right]",
                         "np.maximum(x + 4, 0)]"),
                 Mistake("adds the lines without any ReLU", "left + right]", "x + 4]"),
                 Mistake("leaves out the ReLU", "np.maximum(-2 * x - 8, 0), np.maximum(3 * x + 12, 0)",
                         "-2 * x - 8, 3 * x + 12"),
                 Mistake("subtracts the units", "left + right]", "left - right]"),
                 Mistake("takes the larger unit twice as its own sum", "left + right]",
                         "2 * np.maximum(left, right)]"),
                 Mistake("moves the first unit the wrong way: -2 * (x - 8)", "-2 * x - 8", "-2 * (x - 8)"),
                 Mistake("adds 8 instead of subtracting it", "-2 * x - 8", "-2 * x + 8")]),
    "rows": agrees("gives a row for each number", on=numbers(1, 3, 4), points=1,
        hint="np.stack joins along the axis that it is told.",
        catches=[Mistake("returns three rows, not three columns", "axis=1", "axis=0")]),
    "kink": agrees("is 0 at the kink", on=at_the_kink, points=1,
        hint="At x = -4 both lines are at 0.",
        catches=[Mistake("puts the kink of the second unit at 4", "3 * x + 12", "3 * x - 12")]),
    "pure": keeps_inputs(on=numbers(4, 6), points=1,
        hint="`x *= -2` changes the caller's array.",
        catches=[Mistake("multiplies the caller's numbers in place, and divides again", "left, right = np",
                         "x *= 3; x += 12; x -= 12; x /= 3.0000000001; left, right = np")]),
})
