"""rnn_step_forward: one step of a recurrent network (Elman 1990)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import recurrent


def rnn_step_forward(x, h, wx, wh, b):
    """Return the next state of a recurrent layer, ``tanh(x @ wx + h @ wh + b)``, a float array ``(N, H)``.

    ``x`` is ``(N, D)``, the inputs of this step for each sample of the batch; ``h`` is ``(N, H)``, the state before;
    ``wx`` is ``(D, H)``, ``wh`` is ``(H, H)`` and ``b`` is ``(H,)``. (torch's nn.RNN has the transposes of both
    weights, and a second bias, which would be 0.)

    >>> x, h, wx, wh, b = np.array([[1.0]]), np.array([[0.5]]), np.array([[0.5]]), np.array([[-1.0]]), np.array([0.25])
    >>> print(rnn_step_forward(x, h, wx, wh, b).round(4))
    [[0.2449]]
    """
    return np.tanh(x @ wx + h @ wh + b)


def reference(x, h, wx, wh, b):
    """torch's own cell."""
    import torch

    return torch.rnn_tanh_cell(x, h, wx.T, wh.T, b, torch.zeros_like(b))


def side_by_side(x, h, wx, wh, b):
    """Another right solution: one product of both inputs with both weights."""
    both = np.concatenate([x, h], axis=1)
    return np.tanh(both.dot(np.concatenate([wx, wh])) + b)


CELLS = recurrent((1, 1, 1), (3, 2, 4), (4, 4, 4), (1, 5, 3))

EXERCISE = Exercise(rnn_step_forward, reference, accepts=[side_by_side], checks={
    "first": agrees("takes the first step, from a state of 0", points=2,
        on=recurrent((1, 1, 1), (3, 2, 4), (4, 3, 3), fresh=True),
        hint="It is a dense layer with tanh, as long as the state is 0.",
        catches=[Mistake("leaves the tanh out", "np.tanh(x @ wx + h @ wh + b)", "x @ wx + h @ wh + b"),
                 Mistake("uses the sigmoid instead of tanh", "np.tanh(", "sigmoid("),
                 Mistake("uses ReLU instead of tanh", "np.tanh(x @ wx + h @ wh + b)",
                         "np.maximum(x @ wx + h @ wh + b, 0)"),
                 Mistake("adds the bias after the tanh", "h @ wh + b)", "h @ wh) + b",
                         hint="The bias stands inside the tanh."),
                 Mistake("forgets the bias", "h @ wh + b)", "h @ wh)")]),
    "state": agrees("brings the state in", on=CELLS, points=3,
        hint="What the network remembers is an input like any other: it has weights, and stands inside the tanh.",
        catches=[Mistake("ignores the state before", "x @ wx + h @ wh", "x @ wx"),
                 Mistake("adds the state without its weights", "h @ wh", "h"),
                 Mistake("multiplies the state by the transpose of wh", "h @ wh", "h @ wh.T",
                         hint="wh stands as it is, and h in front of it."),
                 Mistake("multiplies by wh element by element, with the sum over the wrong axis",
                         "h @ wh", "h * wh.sum(axis=0)",
                         hint="`@` is the matrix product, with h in front of wh."),
                 Mistake("adds what comes from the state after the tanh", "np.tanh(x @ wx + h @ wh + b)",
                         "np.tanh(x @ wx + b) + h @ wh")]),
    "pure": keeps_inputs(on=recurrent((3, 2, 4), (2, 1, 2)), points=1,
        hint="`h[:] = ...` and `h += ...` change the caller's state.",
        catches=[Mistake("writes the new state into the caller's", "return np.tanh(x @ wx + h @ wh + b)",
                         "h[:] = np.tanh(x @ wx + h @ wh + b); return h")]),
})
