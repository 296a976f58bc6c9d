"""lstm_step_backward: the gradients of one step of a long short-term memory."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import recurrent, several


def lstm_step_backward(dh, dc, x, h, c, wx, wh, b):
    """Return ``(dx, dh, dc, dwx, dwh, db)``: the gradients with respect to the arguments of `lstm_step_forward`.

    The ``dh`` and ``dc`` that come in, ``(N, H)``, are the gradients of the loss with respect to the new state and the
    new memory that `lstm_step_forward` returned; ``dc`` is what reaches the memory by other ways than through the new
    state. The ``dh`` and ``dc`` that are returned belong to ``h`` and ``c``, the state and memory before. The other
    arguments are those of `lstm_step_forward`, gates in the order i, f, g, o: ``x`` is ``(N, D)``, ``h`` and ``c`` are
    ``(N, H)``, ``wx`` is ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)``, ``b`` ``(4 * H,)``. Each gradient has the shape of its
    argument. A mean over the batch is already in ``dh`` and ``dc``: sum over the rows, do not average again.

    >>> x, h, c, one = np.array([[1.0]]), np.array([[0.5]]), np.array([[2.0]]), np.ones((1, 1))
    >>> wx, wh, b = np.array([[0.5, -0.5, 1.0, 2.0]]), np.array([[0.1, 0.2, 0.3, 0.4]]), np.array([0.0, 1.0, 0.0, -1.0])
    >>> dx, dh, dc, dwx, dwh, db = lstm_step_backward(one, one, x, h, c, wx, wh, b)
    >>> print(dx.round(4), dh.round(4), dc.round(4), db.round(4))
    [[0.4193]] [[0.2545]] [[0.6961]] [0.2045 0.4933 0.2265 0.1686]
    """
    i, f, g, o = np.split(x @ wx + h @ wh + b, 4, axis=1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    shown = np.tanh(f * c + i * g)
    dc = dc + dh * o * (1 - shown**2)
    di, df, dg, do = dc * g, dc * c, dc * i, dh * shown
    dz = np.concatenate([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)], axis=1)
    return dz @ wx.T, dz @ wh.T, dc * f, x.T @ dz, h.T @ dz, dz.sum(axis=0)


def reference(dh, dc, x, h, c, wx, wh, b):
    """torch's own cell and its autograd."""
    import torch

    arguments = [a.requires_grad_() for a in (x, h, c, wx, wh, b)]
    new = torch.lstm_cell(x, (h, c), wx.T, wh.T, b, torch.zeros_like(b))
    return torch.autograd.grad(new, arguments, (dh, dc))


def gate_by_gate(dh, dc, x, h, c, wx, wh, b):
    """Another right solution: the weights of each gate by themselves, sample after sample."""
    out = [np.zeros(a.shape) for a in (x, h, c, wx, wh, b)]
    units = h.shape[1]
    for n in range(len(x)):
        z = [x[n] @ w + h[n] @ v + a for w, v, a in zip(*(np.split(a, 4, axis=-1) for a in (wx, wh, b)))]
        i, f, o = (1 / (1 + np.exp(-z[k])) for k in (0, 1, 3))
        g = np.tanh(z[2])
        memory = np.tanh(f * c[n] + i * g)
        to_memory = dc[n] + dh[n] * o / np.cosh(f * c[n] + i * g) ** 2
        slopes = [to_memory * g * (i - i * i), to_memory * c[n] * (f - f * f), to_memory * i * (1 - g) * (1 + g),
                  dh[n] * memory * (o - o * o)]
        out[2][n] = to_memory * f
        for k, slope in enumerate(slopes):
            block = slice(k * units, (k + 1) * units)
            out[0][n] += wx[:, block] @ slope
            out[1][n] += wh[:, block] @ slope
            out[3][:, block] += np.outer(x[n], slope)
            out[4][:, block] += np.outer(h[n], slope)
            out[5][block] += slope
    return tuple(out)


def cells(*sizes, **options):
    """Random cells with upstream gradients of both outputs: ``(N, D, H)``."""
    return recurrent(*sizes, gates=4, state=("h", "c"), upstream=("dh", "dc"), **options)


CELLS = several(cells((1, 1, 1), (3, 2, 4), (4, 4, 4), (5, 3, 2)), cells((3, 3, 2), scale=2.0))
SHARE = "dc = dc + dh * o * (1 - shown**2)"

EXERCISE = Exercise(lstm_step_backward, reference, accepts=[gate_by_gate], checks={
    "c": agrees("gives the gradient of the memory before", on=CELLS, points=3, item=2,
        hint=("In how many ways does the new memory reach the loss?",
              "By itself, which is dc, and through the new state: o * tanh(memory). The forget gate leads on."),
        catches=[Mistake("leaves out what reaches the memory through the state", SHARE, "dc = dc * 1"),
                 Mistake("leaves out the slope of tanh on the way from the state to the memory",
                         SHARE, "dc = dc + dh * o",
                         hint="The slope of tanh(c) is 1 - tanh(c)**2."),
                 Mistake("leaves out the output gate on the way from the state to the memory",
                         SHARE, "dc = dc + dh * (1 - shown**2)"),
                 Mistake("loses the dc that comes in", SHARE, "dc = dh * o * (1 - shown**2)"),
                 Mistake("squares the new memory itself in the slope of its tanh",
                         SHARE, "dc = dc + dh * o * (1 - (f * c + i * g) ** 2)",
                         hint="The slope of tanh(c) is 1 - tanh(c)**2."),
                 Mistake("hands dc on without the forget gate", "dz @ wh.T, dc * f,", "dz @ wh.T, dc,"),
                 Mistake("takes the gates in the order i, f, o, g", "    i, f, g, o = np.split",
                         "    i, f, o, g = np.split",
                         hint="The blocks come in the order i, f, g, o.")]),
    "gates": agrees("gives the gradient of the biases, and so of the four gates", on=CELLS, points=4, item=5,
        hint=("Each gate multiplies something in the forward; its gradient is dc or dh times that.",
              "Then comes the slope of the gate: s (1 - s) of a sigmoid, 1 - t**2 of a tanh."),
        catches=[Mistake("takes the new memory where the forget gate met the old one", "dc * c,",
                         "dc * (f * c + i * g),",
                         hint="The forget gate multiplied the memory before the step."),
                 Mistake("forgets the slopes of the sigmoids", "[di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), "
                         "do * o * (1 - o)]", "[di, df, dg * (1 - g**2), do]"),
                 Mistake("takes the slope of a sigmoid for the candidate, which is a tanh",
                         "dg * (1 - g**2)", "dg * g * (1 - g)"),
                 Mistake("takes the memory without tanh for the output gate", "dh * shown\n",
                         "dh * (f * c + i * g)\n",
                         hint="The output gate multiplied tanh of the new memory."),
                 Mistake("swaps what the input gate and the candidate are multiplied by",
                         "dc * g, dc * c, dc * i", "dc * i, dc * c, dc * g",
                         hint="i was multiplied by g, and g by i."),
                 Mistake("averages db over the batch", "dz.sum(axis=0)", "dz.mean(axis=0)",
                         hint="A mean over the batch is in dh and dc: sum over the rows."),
                 Mistake("joins the gates' gradients in the order i, f, o, g",
                         "dg * (1 - g**2), do * o * (1 - o)]", "do * o * (1 - o), dg * (1 - g**2)]",
                         hint="The blocks come in the order i, f, g, o.")]),
    "x": agrees("gives the gradient of the inputs", on=CELLS, points=1, item=0,
        hint="All four gates read x, and what comes back from them is added up: the product does it.",
        catches=[Mistake("divides dx by the batch size", "dz @ wx.T,", "dz @ wx.T / len(x),",
                         hint="A mean over the batch is in dh and dc already.")]),
    "h": agrees("gives the gradient of the state before", on=CELLS, points=1, item=1,
        hint="The state before reaches the new one and the new memory through the gates only.",
        catches=[Mistake("adds the dh of the new state to that of the state before, although no path leads around "
                         "the gates", "dz @ wh.T,", "dz @ wh.T + dh,")]),
    "weights": agrees("gives the gradient of wx", on=CELLS, points=1, item=3,
        hint="As in a dense layer with 4 * H units.",
        catches=[Mistake("averages dwx over the batch", "x.T @ dz", "x.T @ dz / len(x)",
                         hint="A mean over the batch is in dh and dc: sum over the rows.")]),
    "recurrent": agrees("gives the gradient of wh", on=CELLS, points=1, item=4,
        hint="Which state was multiplied by wh?",
        catches=[Mistake("multiplies by the new state, not by the one before", "h.T @ dz", "(o * shown).T @ dz"),
                 Mistake("averages dwh over the batch", "h.T @ dz", "h.T @ dz / len(x)",
                         hint="A mean over the batch is in dh and dc: sum over the rows.")]),
    "pure": keeps_inputs(on=cells((3, 2, 4), (2, 1, 1)), points=1,
        hint="`dc += ...` changes the caller's array.",
        catches=[Mistake("adds to the caller's dc in place", SHARE, "dc += dh * o * (1 - shown**2)")]),
})
