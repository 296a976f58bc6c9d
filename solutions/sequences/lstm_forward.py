"""lstm_forward: a long short-term memory reads a sequence."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched, recurrent, several


def lstm_forward(x, h0, c0, wx, wh, b):
    """Return all states of an LSTM that reads sequences: a float array ``(N, T, H)``.

    ``x`` is ``(N, T, D)``: ``N`` sequences of ``T`` steps, one or more. ``h0`` and ``c0``, ``(N, H)``, are state and
    memory before the first step. Each step is that of `lstm_step_forward`: from the inputs ``x[:, t]`` and the state
    and the memory of the step before, with the same ``wx`` ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)`` and ``b``
    ``(4 * H,)``. At ``[:, t]`` the result has the state after step ``t``; the memories are not returned. Part of the
    points is for an answer that takes each step for all sequences at once.

    >>> x, h0, c0 = np.ones((1, 2, 1)), np.array([[0.5]]), np.array([[2.0]])
    >>> wx, wh = np.array([[0.5, -0.5, 1.0, 2.0]]), np.array([[0.1, 0.2, 0.3, 0.4]])
    >>> print(lstm_forward(x, h0, c0, wx, wh, np.array([0.0, 1.0, 0.0, -1.0])).round(4))
    [[[0.7284]
      [0.736 ]]]
    """
    h, c, states = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)
        states.append(h)
    return np.stack(states, axis=1)


def reference(x, h0, c0, wx, wh, b):
    """torch's nn.LSTM."""
    import torch

    lstm = torch.nn.LSTM(len(wx), len(wh), batch_first=True, dtype=torch.float64)
    weights = {"weight_ih_l0": wx.T, "weight_hh_l0": wh.T, "bias_ih_l0": b, "bias_hh_l0": torch.zeros_like(b)}
    return torch.func.functional_call(lstm, weights, (x, (h0[None], c0[None])))[0]


def inputs_first(x, h0, c0, wx, wh, b):
    """Another right solution: the part of all inputs at once, then the loop."""
    z_of_inputs, units = x @ wx + b, h0.shape[1]
    out, c = np.empty((len(x), x.shape[1], units)), c0.copy()
    for t in range(x.shape[1]):
        z = z_of_inputs[:, t] + (out[:, t - 1] if t else h0) @ wh
        i, f, o = (1 / (1 + np.exp(-z[:, k * units:(k + 1) * units])) for k in (0, 1, 3))
        c *= f
        c += i * np.tanh(z[:, 2 * units:3 * units])
        out[:, t] = o * np.tanh(c)
    return out


def one_sequence_at_a_time(x, h0, c0, wx, wh, b):
    """A mistake where speed is asked, else right: a loop over the samples around that over the steps."""
    out = np.zeros((*x.shape[:2], h0.shape[1]))
    for n in range(len(x)):
        h, c = h0[n:n + 1], c0[n:n + 1]
        for t in range(x.shape[1]):
            h, c = lstm_step_forward(x[n:n + 1, t], h, c, wx, wh, b)
            out[n, t] = h[0]
    return out


def layers(*sizes):
    """Random sequences and a layer: ``(N, T, D, H)``."""
    return recurrent(*sizes, gates=4, state=("h0", "c0"))


EXERCISE = Exercise(lstm_forward, reference, accepts=[inputs_first], checks={
    "one": agrees("takes one step", on=layers((1, 1, 1, 1), (3, 1, 2, 4), (4, 1, 3, 3)), points=2,
        hint="State and memory come from outside before the first step.",
        catches=[Mistake("ignores c0, and starts with an empty memory", "h, c, states = h0, c0, []",
                         "h, c, states = h0, 0 * c0, []"),
                 Mistake("ignores h0, and starts from a state of 0", "h, c, states = h0, c0, []",
                         "h, c, states = 0 * h0, c0, []"),
                 Mistake("returns the last state only", "np.stack(states, axis=1)", "h",
                         hint="All states are asked: (N, T, H)."),
                 Mistake("returns the memories, not the states", "states.append(h)", "states.append(c)",
                         hint="The state is what a step shows; its memory stays inside.")]),
    "many": agrees("carries state and memory from step to step", points=4,
        on=layers((1, 2, 1, 1), (3, 4, 2, 5), (3, 3, 3, 3), (2, 6, 4, 2)),
        hint="Two things travel from one step to the next.",
        catches=[Mistake("takes every step from the memory c0", "x[:, t], h, c, wx", "x[:, t], h, c0, wx"),
                 Mistake("takes every step from the state h0", "x[:, t], h, c, wx", "x[:, t], h0, c, wx"),
                 Mistake("hands the state on as the memory", "x[:, t], h, c, wx",
                         "x[:, t], h, (h if t > 0 else c), wx",
                         hint="State and memory are two things: each goes on in its own place."),
                 Mistake("reads the sequences backwards", "range(x.shape[1])", "reversed(range(x.shape[1]))",
                         hint="The first step reads x[:, 0]."),
                 Mistake("puts the steps before the batch", "np.stack(states, axis=1)", "np.stack(states, axis=0)",
                         hint="The batch comes first: (N, T, H).")]),
    "fast": vectorized("takes each step for all sequences at once", points=1,
        on=several(batched("x", layers((2, 3, 2, 3)), layers((24, 3, 2, 3))), layers((2, 3, 1, 1))),
        hint="Loop over the steps only.",
        catches=[Mistake("loops over the sequences", function=one_sequence_at_a_time)]),
    "pure": keeps_inputs(on=layers((3, 4, 2, 5), (2, 2, 1, 1)), points=1,
        hint="`c *= f` changes c0 in the first step.",
        catches=[Mistake("keeps the memory in the caller's c0", "h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)",
                         "h, c[:] = lstm_step_forward(x[:, t], h, c, wx, wh, b)")]),
})
