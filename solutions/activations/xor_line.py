"""xor_line: one line for XOR, drawn where a hidden layer has moved the points."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, satisfies


def xor_line():
    """Return ``(v, c)`` of a hardlim unit that computes XOR of what two hidden units say.

    The hidden units are those of ``xor_hidden``: their outputs ``h`` are (0.0180, 0.0180) for the inputs 00 and 11,
    (0.0474, 0.0067) for 01 and (0.0067, 0.0474) for 10, to four places. Your unit is 1 where ``h @ v + c`` is at
    least 0, else 0; it should be 1 for 01 and 10, and 0 for 00 and 11. ``v`` is a float array ``(2,)``, ``c`` a float.
    There are many right answers: yours is judged by running it.

    >>> v, c = xor_line()
    >>> h = 1 / (1 + np.exp([[4.0, 4.0], [3.0, 5.0], [5.0, 3.0], [4.0, 4.0]]))
    >>> print(np.where(h @ v + c >= 0, 1, 0))
    [0 1 1 0]
    """
    return np.array([1.0, 1.0]), -0.045


def reference():
    """One right answer among many; only its structure, shapes and dtypes count."""
    import torch

    return torch.ones(2, dtype=torch.float64), torch.tensor(-0.045, dtype=torch.float64)


def scaled():
    """Another right solution: the same line, with larger numbers."""
    return [np.full(2, 100.0), -4.5]


def tilted():
    """Another right solution: a line that is not parallel to the others."""
    return np.array([1.0, 1.1]), -0.048


def once(rng):
    """The one call that there is."""
    yield Case("the four inputs", {})


EXERCISE = Exercise(xor_line, reference, accepts=[scaled, tilted], checks={
    "line": satisfies("computes XOR of the hidden units", on=once, points=2, holds="separates_xor_hidden",
        draws="unit_on_hidden_xor",
        hint=("Draw the three points. Which line has (0.0180, 0.0180) on one side, and both others on the other?",
              "The sum of the two outputs is 0.036 for 00 and 11, and 0.054 for the others."),
        catches=[Mistake("takes 1/2 for the middle, as if the units were on or off", "-0.045", "-0.5"),
                 Mistake("fires for everything: has no bias", "-0.045", "0.0"),
                 Mistake("computes XNOR: fires on the other side", "np.array([1.0, 1.0]), -0.045",
                         "np.array([-1.0, -1.0]), 0.045"),
                 Mistake("looks at the difference of the outputs, which tells 01 from 10",
                         "np.array([1.0, 1.0]), -0.045", "np.array([1.0, -1.0]), -0.02"),
                 Mistake("looks at one output only", "[1.0, 1.0]", "[1.0, 0.0]"),
                 Mistake("adds the bias with the wrong sign", "-0.045", "0.045")]),
})
