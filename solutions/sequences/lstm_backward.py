"""lstm_backward: backpropagation through time, with a memory."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, gradients, keeps_inputs, vjp
from autograder.exercise.cases import recurrent


def lstm_backward(dout, x, h0, c0, wx, wh, b):
    """Return ``(dx, dh0, dc0, dwx, dwh, db)``: the gradients with respect to the arguments of `lstm_forward`.

    ``dout``, ``(N, T, H)``, is the gradient of the loss with respect to all states as `lstm_forward` returned them.
    From step to step two gradients travel back, that of the state and that of the memory; after the last step nothing
    comes back. The other arguments are those of `lstm_forward`: ``x`` is ``(N, T, D)``, ``h0`` and ``c0`` are
    ``(N, H)``, ``wx`` is ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)``, ``b`` ``(4 * H,)``. Each gradient has the shape of its
    argument, and those of the weights are sums over all steps and samples: a mean over the batch is already in
    ``dout``.

    >>> x, h0, c0, dout = np.ones((1, 2, 1)), np.array([[0.5]]), np.array([[2.0]]), np.ones((1, 2, 1))
    >>> wx, wh, b = np.array([[0.5, -0.5, 1.0, 2.0]]), np.array([[0.1, 0.2, 0.3, 0.4]]), np.array([0.0, 1.0, 0.0, -1.0])
    >>> dx, dh0, dc0, dwx, dwh, db = lstm_backward(dout, x, h0, c0, wx, wh, b)
    >>> print(dx.ravel().round(4), dh0.round(4), dc0.round(4), db.round(4))
    [0.3747 0.3251] [[0.098]] [[0.0941]] [0.0458 0.105  0.0483 0.3405]
    """
    h, c, before = h0, c0, []
    for t in range(x.shape[1]):
        before.append((h, c))
        h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)
    dx, dh, dc = np.zeros(x.shape), np.zeros(h0.shape), np.zeros(c0.shape)
    weights = [np.zeros(wx.shape), np.zeros(wh.shape), np.zeros(b.shape)]
    for t in reversed(range(x.shape[1])):
        dx[:, t], dh, dc, *grads = lstm_step_backward(dout[:, t] + dh, dc, x[:, t], *before[t], wx, wh, b)
        weights = [total + grad for total, grad in zip(weights, grads)]
    return dx, dh, dc, *weights


reference = vjp("lstm_forward", wrt=("x", "h0", "c0", "wx", "wh", "b"))


def all_steps_at_once(dout, x, h0, c0, wx, wh, b):
    """Another right solution: the loop gathers the gates' gradients, and products over all steps give the rest."""
    n, steps, units = dout.shape
    h, c, kept, states = h0, c0, [], [h0]
    for t in range(steps):
        z = x[:, t] @ wx + h @ wh + b
        i, f, o = (1 / (1 + np.exp(-z[:, k * units:(k + 1) * units])) for k in (0, 1, 3))
        g, old = np.tanh(z[:, 2 * units:3 * units]), c
        c = f * c + i * g
        h = o * np.tanh(c)
        states.append(h)
        kept.append((i, f, g, o, old, np.tanh(c)))
    dz, dh, dc = np.zeros((n, steps, 4 * units)), 0, 0
    for t in range(steps - 1, -1, -1):
        i, f, g, o, old, shown = kept[t]
        dh = dout[:, t] + dh
        dc = dc + dh * o * (1 - shown**2)
        dz[:, t] = np.hstack([dc * g * i * (1 - i), dc * old * f * (1 - f), dc * i * (1 - g**2),
                              dh * shown * o * (1 - o)])
        dh, dc = dz[:, t] @ wh.T, dc * f
    before = np.stack(states[:-1], axis=1)
    return (dz @ wx.T, dh, dc, np.einsum("ntd,nth->dh", x, dz), np.einsum("ntg,nth->gh", before, dz),
            dz.sum(axis=(0, 1)))


def layers(*sizes):
    """Random sequences, a layer and an upstream gradient: ``(N, T, D, H)``."""
    return recurrent(*sizes, gates=4, state=("h0", "c0"), upstream=("dout",))


LAYERS = layers((1, 2, 1, 1), (3, 4, 2, 5), (3, 3, 3, 3), (2, 5, 4, 2))
CALL = "dx[:, t], dh, dc, *grads = lstm_step_backward(dout[:, t] + dh, dc, x[:, t], *before[t], wx, wh, b)"

EXERCISE = Exercise(lstm_backward, reference, accepts=[all_steps_at_once], checks={
    "one": gradients("goes back through a single step", on=layers((1, 1, 1, 1), (3, 1, 2, 4), (4, 1, 3, 3)), points=2,
        hint="With one step it is lstm_step_backward, with a dc of 0.",
        catches=[Mistake("starts with a gradient of 1 for the last memory, which nothing reads",
                         "np.zeros(h0.shape), np.zeros(c0.shape)", "np.zeros(h0.shape), np.ones(c0.shape)"),
                 Mistake("takes dout for the gradient of the memory as well",
                         "dout[:, t] + dh, dc,", "dout[:, t] + dh, dout[:, t] + dc,"),
                 Mistake("divides the gradients of the weights by the batch size", "total + grad for",
                         "total + grad / len(x) for",
                         hint="A mean over the batch is in dout: sum over steps and samples.")]),
    "inputs": agrees("brings both gradients back from step to step", on=LAYERS, points=3, item=0,
        hint=("Two things travelled forwards from one step to the next. What travels backwards?",
              "dh is added to dout of the step before; dc goes into lstm_step_backward as it is."),
        catches=[Mistake("does not carry dc back", "dout[:, t] + dh, dc,", "dout[:, t] + dh, 0 * dc,"),
                 Mistake("does not carry dh back", "dout[:, t] + dh, dc,", "dout[:, t], dc,"),
                 Mistake("goes through the steps forwards", "reversed(range(x.shape[1]))", "range(x.shape[1])",
                         hint="On the way back the last step comes first."),
                 Mistake("takes state and memory after a step for those before it",
                         "        before.append((h, c))\n"
                         "        h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)",
                         "        h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)\n"
                         "        before.append((h, c))",
                         hint="Each step began with the state and the memory before it: keep these.")]),
    "state": agrees("arrives at h0", on=LAYERS, points=1, item=1,
        hint="What is left in dh when the loop ends?",
        catches=[Mistake("returns the gradients of h0 and c0 in each other's place", "return dx, dh, dc,",
                         "return dx, dc, dh,")]),
    "memory": agrees("arrives at c0", on=LAYERS, points=1, item=2,
        hint="What is left in dc when the loop ends?",
        catches=[Mistake("gives c0 no gradient", "return dx, dh, dc,", "return dx, dh, 0 * dc,")]),
    "wx": agrees("adds up the gradient of wx over the steps", on=LAYERS, points=1, item=3,
        hint="All steps share one wx.",
        catches=[Mistake("keeps the first step's gradient of the weights, which comes last, instead of the sum",
                         "[total + grad for total, grad in zip(weights, grads)]", "grads"),
                 Mistake("averages the gradients of the weights over the steps", "[total + grad for",
                         "[total + grad / x.shape[1] for",
                         hint="What comes back from the steps is added up, and divided by nothing.")]),
    "wh": agrees("adds up the gradient of wh over the steps", on=LAYERS, points=1, item=4,
        hint="Each step multiplied another state by wh.",
        catches=[Mistake("takes h0 for the state before every step", "before.append((h, c))",
                         "before.append((h0, c))")]),
    "pure": keeps_inputs(on=layers((3, 4, 2, 5), (2, 2, 1, 1)), points=1,
        hint="`dout[:, t] += dh` changes the caller's array.",
        catches=[Mistake("adds what comes back into the caller's dout",
                         CALL, "dout[:, t] += dh\n        " + CALL.replace(" + dh", ""))]),
})
