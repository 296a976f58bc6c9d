"""rnn_step_backward: the gradients of one step of a recurrent network."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, gradients, keeps_inputs, vjp
from autograder.exercise.cases import recurrent


def rnn_step_backward(dout, x, h, wx, wh, b):
    """Return ``(dx, dh, dwx, dwh, db)``: the gradients of a loss with respect to the arguments of `rnn_step_forward`.

    ``dout``, ``(N, H)``, is the gradient of the loss with respect to the new state, ``tanh(x @ wx + h @ wh + b)``.
    The other arguments are those of `rnn_step_forward`: ``x`` is ``(N, D)``, ``h`` ``(N, H)``, ``wx`` ``(D, H)``,
    ``wh`` ``(H, H)`` and ``b`` ``(H,)``. Each gradient has the shape of its argument. A mean over the batch is
    already in ``dout``: sum over the rows, do not average again.

    >>> x, h, wx, wh, b = np.array([[1.0]]), np.array([[0.5]]), np.array([[0.5]]), np.array([[-1.0]]), np.array([0.25])
    >>> print([round(g.item(), 2) for g in rnn_step_backward(np.ones((1, 1)), x, h, wx, wh, b)])
    [0.47, -0.94, 0.94, 0.47, 0.94]
    """
    dz = dout * (1 - rnn_step_forward(x, h, wx, wh, b) ** 2)
    return dz @ wx.T, dz @ wh.T, x.T @ dz, h.T @ dz, dz.sum(axis=0)


reference = vjp("rnn_step_forward", wrt=("x", "h", "wx", "wh", "b"))


def sample_by_sample(dout, x, h, wx, wh, b):
    """Another right solution: outer products, added up."""
    dx, dh, dwx, dwh, db = (np.zeros(a.shape) for a in (x, h, wx, wh, b))
    for n in range(len(x)):
        a = np.tanh(x[n] @ wx + h[n] @ wh + b)
        delta = (1 - a) * (1 + a) * dout[n]
        dx[n], dh[n] = wx @ delta, wh @ delta
        dwx += np.outer(x[n], delta)
        dwh += np.outer(h[n], delta)
        db += delta
    return dx, dh, dwx, dwh, db


CELLS = recurrent((1, 1, 1), (3, 2, 4), (4, 4, 4), (5, 3, 2), upstream=("dout",))
STATE = "rnn_step_forward(x, h, wx, wh, b)"

EXERCISE = Exercise(rnn_step_backward, reference, accepts=[sample_by_sample], checks={
    "b": agrees("goes back through the tanh, and gives the gradient of the bias", on=CELLS, points=2, item=4,
        hint=("The slope of tanh follows from what it returned.",
              "tanh'(z) = 1 - a**2 with a = tanh(z). To how many rows is one bias added?"),
        catches=[Mistake("averages db over the batch, which dout has done already",
                         "dz.sum(axis=0)", "dz.mean(axis=0)"),
                 Mistake("does not sum db over the batch", "dz.sum(axis=0)", "dz"),
                 Mistake("squares what goes into the tanh, not what comes out",
                         f"(1 - {STATE} ** 2)", "(1 - (x @ wx + h @ wh + b) ** 2)"),
                 Mistake("forgets the slope of tanh", f"dout * (1 - {STATE} ** 2)", "dout"),
                 Mistake("applies tanh twice", f"(1 - {STATE} ** 2)", f"(1 - np.tanh({STATE}) ** 2)"),
                 Mistake("takes the slope of the sigmoid", f"(1 - {STATE} ** 2)", f"{STATE} * (1 - {STATE})"),
                 Mistake("takes the slope at the old state", f"(1 - {STATE} ** 2)", "(1 - h**2)")]),
    "x": agrees("gives the gradient of the inputs", on=CELLS, points=1, item=0,
        hint="As in a dense layer: through the weights, turned around.",
        catches=[Mistake("divides dx by the batch size", "dz @ wx.T,", "dz @ wx.T / len(x),",
                         hint="A mean over the batch is in dout already."),
                 Mistake("leaves the tanh out on the way to x", "dz @ wx.T", "dout @ wx.T",
                         hint="Every way back begins with the slope of the tanh.")]),
    "h": agrees("gives the gradient of the state before", on=CELLS, points=2, item=1,
        hint="The state before is an input with weights of its own.",
        catches=[Mistake("multiplies by wh, not by its transpose", "dz @ wh.T", "dz @ wh",
                         hint="Back through a product with wh goes a product with wh.T."),
                 Mistake("hands the gradient on to the state before without the weights", "dz @ wh.T", "dz"),
                 Mistake("leaves the tanh out on the way to h", "dz @ wh.T", "dout @ wh.T",
                         hint="Every way back begins with the slope of the tanh.")]),
    "wx": agrees("gives the gradient of wx", on=CELLS, points=1, item=2,
        hint="dwx has the shape of wx, and sums over the batch.",
        catches=[Mistake("averages dwx over the batch", "x.T @ dz,", "x.T @ dz / len(x),"),
                 Mistake("keeps the last sample's dwx and dwh instead of the sums over the batch",
                         "x.T @ dz, h.T @ dz", "np.outer(x[-1], dz[-1]), np.outer(h[-1], dz[-1])"),
                 Mistake("leaves the tanh out on the way to wx", "x.T @ dz", "x.T @ dout",
                         hint="Every way back begins with the slope of the tanh.")]),
    "wh": agrees("gives the gradient of wh", on=CELLS, points=2, item=3,
        hint="Which state was multiplied by wh, the one before the step or the one after it?",
        catches=[Mistake("multiplies by the new state, not by the one before", "h.T @ dz", f"{STATE}.T @ dz"),
                 Mistake("returns the transpose of dwh", "h.T @ dz", "dz.T @ h",
                         hint="The state stood in front of wh: row i of dwh belongs to h[:, i]."),
                 Mistake("averages dwh over the batch", "h.T @ dz,", "h.T @ dz / len(x),",
                         hint="A mean over the batch is in dout: sum over the rows.")]),
    "all": gradients("gives all of them in their order", points=1,
        on=recurrent((2, 3, 3), (6, 1, 5), upstream=("dout",)),
        hint="The order is that of the arguments.",
        catches=[Mistake("returns the gradient of h before that of x", "return dz @ wx.T, dz @ wh.T,",
                         "return dz @ wh.T, dz @ wx.T,")]),
    "pure": keeps_inputs(on=recurrent((3, 2, 4), (2, 1, 2), upstream=("dout",)), points=1,
        hint="`dout *= ...` changes the caller's array.",
        catches=[Mistake("multiplies the caller's dout in place", "dz = dout *", "dz = dout; dz *=")]),
})
