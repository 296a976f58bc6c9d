"""rnn_forward: a recurrent network reads a sequence."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched, recurrent


def rnn_forward(x, h0, wx, wh, b):
    """Return all states of a recurrent layer that reads sequences: a float array ``(N, T, H)``.

    ``x`` is ``(N, T, D)``: ``N`` sequences of ``T`` steps, one or more. ``h0`` is ``(N, H)``, the state before the
    first step. Each step is that of `rnn_step_forward`: from the inputs ``x[:, t]`` and the state of the step before,
    with the same ``wx`` ``(D, H)``, ``wh`` ``(H, H)`` and ``b`` ``(H,)``. At ``[:, t]`` the result has the state after
    step ``t``; ``h0`` is not part of it. Part of the points is for an answer that takes each step for all sequences at
    once.

    >>> x, h0, wx, wh, b = np.array([[[1.0], [2.0]]]), [[0.5]], [[0.5]], [[-1.0]], [0.25]
    >>> print(rnn_forward(x, *(np.array(a) for a in (h0, wx, wh, b))).round(4))
    [[[0.2449]
      [0.7637]]]
    """
    h, states = h0, []
    for t in range(x.shape[1]):
        h = rnn_step_forward(x[:, t], h, wx, wh, b)
        states.append(h)
    return np.stack(states, axis=1)


def reference(x, h0, wx, wh, b):
    """torch's nn.RNN."""
    import torch

    rnn = torch.nn.RNN(*wx.shape, batch_first=True, dtype=torch.float64)
    weights = {"weight_ih_l0": wx.T, "weight_hh_l0": wh.T, "bias_ih_l0": b, "bias_hh_l0": torch.zeros_like(b)}
    return torch.func.functional_call(rnn, weights, (x, h0[None]))[0]


def inputs_first(x, h0, wx, wh, b):
    """Another right solution: the part of all inputs at once, then the loop."""
    states = x @ wx + b
    before = h0
    for t in range(x.shape[1]):
        before = states[:, t] = np.tanh(states[:, t] + before @ wh)
    return states


def one_sequence_at_a_time(x, h0, wx, wh, b):
    """A mistake where speed is asked, else right: a loop over the samples around that over the steps."""
    out = np.zeros((*x.shape[:2], h0.shape[1]))
    for n in range(len(x)):
        h = h0[n]
        for t in range(x.shape[1]):
            h = out[n, t] = np.tanh(x[n, t] @ wx + h @ wh + b)
    return out


def layers(*sizes):
    """Random sequences and a layer: ``(N, T, D, H)``."""
    return recurrent(*sizes, state=("h0",))


EXERCISE = Exercise(rnn_forward, reference, accepts=[inputs_first], checks={
    "one": agrees("takes one step", on=layers((1, 1, 1, 1), (3, 1, 2, 4), (4, 1, 3, 3)), points=2,
        hint="The result has an axis for the steps, even if there is one only.",
        catches=[Mistake("ignores h0, and starts from 0", "h, states = h0, []", "h, states = 0 * h0, []",
                         hint="h0 is the state before the first step."),
                 Mistake("returns the last state only", "np.stack(states, axis=1)", "h"),
                 Mistake("puts h0 before the states", "h, states = h0, []", "h, states = h0, [h0]",
                         hint="The result begins with the state after the first step.")]),
    "many": agrees("goes on from the state of the step before", points=4,
        on=layers((1, 2, 1, 1), (3, 4, 2, 5), (3, 3, 3, 3), (2, 5, 4, 2)),
        hint="`h` is the state before a step, then the one after it.",
        catches=[Mistake("takes every step from h0", "x[:, t], h, wx", "x[:, t], h0, wx"),
                 Mistake("reads the sequences backwards", "range(x.shape[1])", "reversed(range(x.shape[1]))",
                         hint="The first step reads x[:, 0]."),
                 Mistake("reads the first input at every step", "x[:, t], h, wx", "x[:, 0], h, wx",
                         hint="Step t reads x[:, t]."),
                 Mistake("puts the steps before the batch", "np.stack(states, axis=1)", "np.stack(states, axis=0)",
                         hint="The batch comes first: (N, T, H)."),
                 Mistake("returns the states in front of each step, h0 first", "states.append(h)",
                         "states.append(h0 if t == 0 else previous)\n        previous = h"),
                 Mistake("adds each new state to the old one, as a residual network does",
                         "h = rnn_step_forward(", "h = h + rnn_step_forward(",
                         hint="The new state takes the place of the old one.")]),
    "fast": vectorized("takes each step for all sequences at once", points=1,
        on=batched("x", layers((2, 3, 2, 3)), layers((24, 3, 2, 3))),
        hint="Loop over the steps only.",
        catches=[Mistake("loops over the sequences", function=one_sequence_at_a_time)]),
    "pure": keeps_inputs(on=layers((3, 4, 2, 5), (2, 2, 1, 2)), points=1,
        hint="`h[:] = ...` writes into h0 in the first step.",
        catches=[Mistake("updates the caller's h0 in place", "h = rnn_step_forward(x[:, t], h, wx, wh, b)\n"
                         "        states.append(h)", "h[:] = rnn_step_forward(x[:, t], h, wx, wh, b)\n"
                         "        states.append(h.copy())")]),
})
