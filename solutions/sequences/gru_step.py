"""gru_step: one step of a gated recurrent unit (Cho et al. 2014)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import recurrent, several


def gru_step(x, h, wx, wh, bx, bh):
    """Return the next state of a gated recurrent unit, a float array ``(N, H)``.

    ``x`` is ``(N, D)``, the inputs of this step, and ``h`` ``(N, H)``, the state before. ``wx`` is ``(D, 3 * H)``,
    ``wh`` ``(H, 3 * H)``, ``bx`` and ``bh`` are ``(3 * H,)``. The columns of ``x @ wx + bx`` are three blocks of ``H``
    each, in the order r, z, n: call them ``x_r``, ``x_z``, ``x_n``; those of ``h @ wh + bh`` are ``h_r``, ``h_z`` and
    ``h_n``. As in torch:

    - reset gate ``r = sigmoid(x_r + h_r)`` and update gate ``z = sigmoid(x_z + h_z)``;
    - candidate ``n = tanh(x_n + r * h_n)`` (in the paper r multiplies h in front of the product);
    - the new state is ``(1 - z) * n + z * h``.

    >>> x, h = np.array([[1.0]]), np.array([[0.5]])
    >>> wx, wh = np.array([[0.5, -0.5, 1.0]]), np.array([[0.1, 0.2, 0.3]])
    >>> print(gru_step(x, h, wx, wh, np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 0.5])).round(4))
    [[0.6375]]
    """
    x_r, x_z, x_n = np.split(x @ wx + bx, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ wh + bh, 3, axis=1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h


def reference(x, h, wx, wh, bx, bh):
    """torch's own cell."""
    import torch

    return torch.gru_cell(x, h, wx.T, wh.T, bx, bh)


def towards_the_candidate(x, h, wx, wh, bx, bh):
    """Another right solution: a step from the candidate towards the old state, block by block."""
    units = h.shape[1]
    reset, update, new = (slice(k * units, (k + 1) * units) for k in range(3))
    from_x, from_h = x.dot(wx) + bx, h.dot(wh) + bh
    r = 1 / (1 + np.exp(-from_x[:, reset] - from_h[:, reset]))
    z = 1 / (1 + np.exp(-from_x[:, update] - from_h[:, update]))
    n = np.tanh(from_x[:, new] + r * from_h[:, new])
    return n + z * (h - n)


def as_in_the_paper(x, h, wx, wh, bx, bh):
    """A mistake here: the reset gate multiplies the state, in front of the product."""
    x_r, x_z, x_n = np.split(x @ wx + bx, 3, axis=1)
    h_r, h_z, _ = np.split(h @ wh + bh, 3, axis=1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    units = h.shape[1]
    n = np.tanh(x_n + (r * h) @ wh[:, 2 * units:] + bh[2 * units:])
    return (1 - z) * n + z * h


def cells(*sizes, **options):
    """Random cells: ``(N, D, H)``."""
    return recurrent(*sizes, gates=3, biases=("bx", "bh"), **options)


EXERCISE = Exercise(gru_step, reference, accepts=[towards_the_candidate], checks={
    "first": agrees("takes the first step, from a state of 0", points=2,
        on=several(cells((1, 1, 1), (3, 2, 4), (4, 3, 3), fresh=True), cells((2, 3, 2), fresh=True, scale=2.0)),
        hint="With h = 0 the new state is (1 - z) * n, and h @ wh + bh is bh.",
        catches=[Mistake("swaps the shares of old and new: z * n + (1 - z) * h",
                         "(1 - z) * n + z * h", "z * n + (1 - z) * h"),
                 Mistake("takes the blocks in the order z, r, n", "x_r, x_z, x_n = np.split(x @ wx + bx, 3, axis=1)\n"
                         "    h_r, h_z, h_n =", "x_z, x_r, x_n = np.split(x @ wx + bx, 3, axis=1)\n"
                         "    h_z, h_r, h_n =",
                         hint="The blocks come in the order r, z, n."),
                 Mistake("applies the sigmoid to the candidate, too", "np.tanh(", "sigmoid(",
                         hint="The gates are sigmoids, the candidate is a tanh."),
                 Mistake("adds bh outside the reset gate's product", "x_n + r * h_n",
                         "x_n + r * (h @ wh)[:, -h.shape[1]:] + bh[-h.shape[1]:]",
                         hint="bh is a part of h_n, all of which r multiplies."),
                 Mistake("forgets the bias bx", "x @ wx + bx", "x @ wx",
                         hint="bx is added to x @ wx, in all three blocks."),
                 Mistake("forgets the bias bh", "h @ wh + bh", "h @ wh")]),
    "state": agrees("brings the state in", points=4,
        on=several(cells((1, 1, 1), (3, 2, 4), (4, 4, 4), (1, 5, 3)), cells((3, 3, 2), scale=3.0)),
        hint=("What does each gate multiply?",
              "r scales what the candidate gets from the state; z mixes old state and candidate."),
        catches=[Mistake("applies the reset gate to the state in front of the product, as the paper does",
                         function=as_in_the_paper,
                         hint="r multiplies h @ wh + bh, after the product."),
                 Mistake("never resets", "x_n + r * h_n", "x_n + h_n"),
                 Mistake("forgets the old state in the result", "(1 - z) * n + z * h", "(1 - z) * n"),
                 Mistake("leaves the state out of the gates", "sigmoid(x_r + h_r), sigmoid(x_z + h_z)",
                         "sigmoid(x_r), sigmoid(x_z)",
                         hint="Both gates read the inputs and the state."),
                 Mistake("applies the reset gate to what comes from the input", "x_n + r * h_n", "r * x_n + h_n"),
                 Mistake("adds the old state with its full weight", "(1 - z) * n + z * h", "(1 - z) * n + h")]),
    "pure": keeps_inputs(on=cells((3, 2, 4), (2, 1, 1)), points=1,
        hint="`h *= z` changes the caller's state.",
        catches=[Mistake("scales the caller's state in place", "return (1 - z) * n + z * h",
                         "h *= z; return (1 - z) * n + h")]),
})
