"""rnn_backward: backpropagation through time (Werbos 1990)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, gradients, keeps_inputs, vjp
from autograder.exercise.cases import recurrent


def rnn_backward(dout, x, h0, wx, wh, b):
    """Return ``(dx, dh0, dwx, dwh, db)``: the gradients of a loss with respect to the arguments of `rnn_forward`.

    ``dout``, ``(N, T, H)``, is the gradient of the loss with respect to all states as `rnn_forward` returned them:
    ``dout[:, t]`` is what reaches the state after step ``t`` from outside. The state also goes into the next step, and
    what comes back from there has to be added. The other arguments are those of `rnn_forward`: ``x`` is
    ``(N, T, D)``, ``h0`` ``(N, H)``, ``wx`` ``(D, H)``, ``wh`` ``(H, H)`` and ``b`` ``(H,)``. Each gradient has the
    shape of its argument, and those of the weights are sums over all steps and samples: a mean over the batch is
    already in ``dout``.

    >>> x, h0, wx, wh, b = np.array([[[1.0], [2.0]]]), [[0.5]], [[0.5]], [[-1.0]], [0.25]
    >>> dx, dh0, dwx, dwh, db = rnn_backward(np.ones((1, 2, 1)), x, *(np.array(a) for a in (h0, wx, wh, b)))
    >>> print(dx.ravel().round(4), dh0.round(4), dwh.round(4))
    [0.2741 0.2084] [[-0.5483]] [[0.3762]]
    """
    states = rnn_forward(x, h0, wx, wh, b)
    dx, dh, weights = np.zeros(x.shape), np.zeros(h0.shape), (np.zeros(wx.shape), np.zeros(wh.shape), np.zeros(b.shape))
    for t in reversed(range(x.shape[1])):
        before = states[:, t - 1] if t > 0 else h0
        dx[:, t], dh, *grads = rnn_step_backward(dout[:, t] + dh, x[:, t], before, wx, wh, b)
        weights = [total + grad for total, grad in zip(weights, grads)]
    return dx, dh, *weights


reference = vjp("rnn_forward", wrt=("x", "h0", "wx", "wh", "b"))


def all_steps_at_once(dout, x, h0, wx, wh, b):
    """Another right solution: the loop gathers the slopes, and products over all steps give the rest."""
    n, steps, _ = x.shape
    states = np.zeros((n, steps + 1, len(b)))
    states[:, 0] = h0
    for t in range(steps):
        states[:, t + 1] = np.tanh(x[:, t] @ wx + states[:, t] @ wh + b)
    dz, coming = np.zeros(dout.shape), 0
    for t in range(steps - 1, -1, -1):
        dz[:, t] = (dout[:, t] + coming) * (1 - states[:, t + 1] ** 2)
        coming = dz[:, t] @ wh.T
    dwx, dwh = np.einsum("ntd,nth->dh", x, dz), np.einsum("ntg,nth->gh", states[:, :-1], dz)
    return dz @ wx.T, coming, dwx, dwh, dz.sum(axis=(0, 1))


def layers(*sizes):
    """Random sequences, a layer and an upstream gradient: ``(N, T, D, H)``."""
    return recurrent(*sizes, state=("h0",), upstream=("dout",))


LAYERS = layers((1, 2, 1, 1), (3, 4, 2, 5), (3, 3, 3, 3), (2, 5, 4, 2))
CALL = "dx[:, t], dh, *grads = rnn_step_backward(dout[:, t] + dh, x[:, t], before, wx, wh, b)"

EXERCISE = Exercise(rnn_backward, reference, accepts=[all_steps_at_once], checks={
    "one": gradients("goes back through a single step", on=layers((1, 1, 1, 1), (3, 1, 2, 4), (4, 1, 3, 3)), points=2,
        hint="With one step it is rnn_step_backward, and the state before is h0.",
        catches=[Mistake("takes 0 for the state before the first step", "else h0", "else 0 * h0"),
                 Mistake("gives h0 no gradient", "return dx, dh, *weights", "return dx, 0 * dh, *weights",
                         hint="What is left in dh when the loop ends belongs to h0."),
                 Mistake("divides the gradients of the weights by the batch size", "total + grad for",
                         "total + grad / len(x) for",
                         hint="A mean over the batch is in dout: sum over steps and samples.")]),
    "inputs": agrees("brings back what later steps depend on", on=LAYERS, points=3, item=0,
        hint=("How many ways does the state after step t have to reach the loss?",
              "Two: its own output, and the next step. Both gradients arrive at it, and are added."),
        catches=[Mistake("does not add what comes back from the next step", "dout[:, t] + dh", "dout[:, t]"),
                 Mistake("takes what comes back from the next step alone, after the last one",
                         "dout[:, t] + dh", "(dout[:, t] if t == x.shape[1] - 1 else dh)"),
                 Mistake("goes through the steps forwards", "reversed(range(x.shape[1]))", "range(x.shape[1])",
                         hint="On the way back the last step comes first."),
                 Mistake("adds the upstream gradients of all steps up at each of them",
                         "dout[:, t] + dh", "dout.sum(axis=1) + dh",
                         hint="At step t only dout[:, t] arrives from outside."),
                 Mistake("takes the state after a step for the one before it",
                         "states[:, t - 1] if t > 0 else h0", "states[:, t]",
                         hint="Step t began with the state after step t - 1.")]),
    "start": agrees("arrives at the state before the first step", on=LAYERS, points=1, item=1,
        hint="What is left in dh when the loop ends?",
        catches=[Mistake("returns what has come back to the last step for h0",
                         CALL, CALL + "\n        dh0 = dh if t == x.shape[1] - 1 else dh0\n"
                         "        if t == 0: dh = dh0")]),
    "wx": agrees("adds up the gradient of wx over the steps", on=LAYERS, points=1, item=2,
        hint="All steps share one wx.",
        catches=[Mistake("keeps the first step's gradient of the weights, which comes last, instead of the sum",
                         "[total + grad for total, grad in zip(weights, grads)]", "grads"),
                 Mistake("averages the gradients of the weights over the steps", "[total + grad for",
                         "[total + grad / x.shape[1] for",
                         hint="What comes back from the steps is added up, and divided by nothing.")]),
    "wh": agrees("adds up the gradient of wh over the steps", on=LAYERS, points=2, item=3,
        hint="Each step multiplied another state by wh: the one before it, and h0 in the first step.",
        catches=[Mistake("takes the last state for the one before the first step",
                         "states[:, t - 1] if t > 0 else h0", "states[:, t - 1]"),
                 Mistake("takes h0 for the state before every step", "states[:, t - 1] if t > 0 else h0", "h0")]),
    "long": gradients("goes back through many steps", on=layers((2, 12, 2, 3), (1, 20, 1, 4), (1, 9, 1, 1)), points=1,
        hint="Nothing is cut off on the way back, however long the sequence is.",
        catches=[Mistake("stops after ten steps back, as truncated backpropagation does",
                         "dout[:, t] + dh,", "dout[:, t] + dh * (t != x.shape[1] - 11),")]),
    "pure": keeps_inputs(on=layers((3, 4, 2, 5), (2, 2, 1, 2)), points=1,
        hint="`dout[:, t] += dh` changes the caller's array.",
        catches=[Mistake("adds what comes back into the caller's dout", "        before =",
                         "        dout[:, t] += dh; dh = 0 * dh\n        before =")]),
})
