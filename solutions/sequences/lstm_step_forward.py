"""lstm_step_forward: one step of a long short-term memory (Hochreiter & Schmidhuber 1997; Gers et al. 2000)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import recurrent, several


def lstm_step_forward(x, h, c, wx, wh, b):
    """Return ``(h, c)``: the next state and the next memory of an LSTM, float arrays ``(N, H)``.

    ``x`` is ``(N, D)``, the inputs of this step; ``h`` and ``c``, ``(N, H)``, are state and memory before. ``wx`` is
    ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)``, ``b`` ``(4 * H,)``. The columns of ``z = x @ wx + h @ wh + b`` are four
    blocks of ``H`` each, in the order i, f, g, o, as in torch (other texts have i, f, o, g):

    - input gate ``i = sigmoid(z_i)``, forget gate ``f = sigmoid(z_f)``, output gate ``o = sigmoid(z_o)``;
    - candidate ``g = tanh(z_g)``;
    - the new memory is ``f * c + i * g``, and the new state is ``o * tanh(new memory)``.

    >>> x, h, c = np.array([[1.0]]), np.array([[0.5]]), np.array([[2.0]])
    >>> wx, wh = np.array([[0.5, -0.5, 1.0, 2.0]]), np.array([[0.1, 0.2, 0.3, 0.4]])
    >>> h, c = lstm_step_forward(x, h, c, wx, wh, np.array([0.0, 1.0, 0.0, -1.0]))
    >>> print(h.round(4), c.round(4))
    [[0.7284]] [[1.8099]]
    """
    i, f, g, o = np.split(x @ wx + h @ wh + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def reference(x, h, c, wx, wh, b):
    """torch's own cell."""
    import torch

    return torch.lstm_cell(x, (h, c), wx.T, wh.T, b, torch.zeros_like(b))


def gate_by_gate(x, h, c, wx, wh, b):
    """Another right solution: four layers of their own, and the logistic function by tanh."""
    units = h.shape[1]

    def part(k):
        block = slice(k * units, (k + 1) * units)
        return np.dot(x, wx[:, block]) + np.dot(h, wh[:, block]) + b[block]

    i, f, o = (0.5 + 0.5 * np.tanh(part(k) / 2) for k in (0, 1, 3))
    memory = i * np.tanh(part(2)) + f * c
    return [np.tanh(memory) * o, memory]


def cells(*sizes, **options):
    """Random cells: ``(N, D, H)``."""
    return recurrent(*sizes, gates=4, state=("h", "c"), **options)


CELLS = several(cells((1, 1, 1), (3, 2, 4), (4, 4, 4), (1, 5, 3)), cells((3, 3, 2), scale=3.0))
SPLIT = "np.split(x @ wx + h @ wh + b, 4, axis=1)"

EXERCISE = Exercise(lstm_step_forward, reference, accepts=[gate_by_gate], checks={
    "memory": agrees("updates the memory", on=CELLS, points=4, item=1,
        hint=("What is forgotten, and what is written in its place?",
              "The gates lie between 0 and 1, and multiply element by element."),
        catches=[Mistake("takes the blocks in the order i, f, o, g", "i, f, g, o =", "i, f, o, g =",
                         hint="The blocks come in the order i, f, g, o, each of them H columns wide."),
                 Mistake("takes the blocks in the order f, g, i, o", "i, f, g, o =", "f, g, i, o =",
                         hint="The blocks come in the order i, f, g, o, each of them H columns wide."),
                 Mistake("swaps the input and the forget gate", "i, f, g, o =", "f, i, g, o =",
                         hint="The blocks come in the order i, f, g, o, each of them H columns wide."),
                 Mistake("takes the blocks as interleaved: i, f, g, o of one unit after the other", SPLIT,
                         "np.moveaxis((x @ wx + h @ wh + b).reshape(len(x), -1, 4), 2, 0)",
                         hint="The blocks come in the order i, f, g, o, each of them H columns wide."),
                 Mistake("applies the sigmoid to the candidate, too", "np.tanh(g)", "sigmoid(g)",
                         hint="The gates are sigmoids, the candidate is a tanh."),
                 Mistake("never forgets", "sigmoid(f) * c", "c",
                         hint="The forget gate multiplies the memory before."),
                 Mistake("writes 1 - f of the candidate, as if input and forget gate were one",
                         "sigmoid(i) * np.tanh(g)", "(1 - sigmoid(f)) * np.tanh(g)",
                         hint="The input gate multiplies the candidate."),
                 Mistake("writes the candidate without the input gate", "sigmoid(i) * np.tanh(g)", "np.tanh(g)",
                         hint="The input gate multiplies the candidate."),
                 Mistake("ignores the state before", "x @ wx + h @ wh + b", "x @ wx + b",
                         hint="All four blocks are made of x, h and b."),
                 Mistake("forgets the bias", "x @ wx + h @ wh + b", "x @ wx + h @ wh",
                         hint="All four blocks are made of x, h and b."),
                 Mistake("reads the memory where the state before is to be read", "h @ wh", "c @ wh",
                         hint="All four blocks are made of x, h and b.")]),
    "state": agrees("shows a part of it as the state", on=CELLS, points=3, item=0,
        hint="The state is what the output gate lets through of the new memory, squashed by tanh.",
        catches=[Mistake("shows the memory without tanh", "sigmoid(o) * np.tanh(c), c", "sigmoid(o) * c, c"),
                 Mistake("shows the memory from before the step", "    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)\n"
                         "    return sigmoid(o) * np.tanh(c), c",
                         "    return sigmoid(o) * np.tanh(c), sigmoid(f) * c + sigmoid(i) * np.tanh(g)"),
                 Mistake("shows the memory without the output gate", "sigmoid(o) * np.tanh(c), c", "np.tanh(c), c"),
                 Mistake("returns the memory before the state",
                         "return sigmoid(o) * np.tanh(c), c", "return c, sigmoid(o) * np.tanh(c)",
                         hint="The state comes first, then the memory.")]),
    "pure": keeps_inputs(on=cells((3, 2, 4), (2, 1, 1)), points=1,
        hint="`c *= f` changes the caller's memory.",
        catches=[Mistake("forgets in the caller's memory", "c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)",
                         "c *= sigmoid(f); c = c + sigmoid(i) * np.tanh(g)")]),
})
