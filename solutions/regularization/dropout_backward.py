"""dropout_backward: what was dropped learns nothing this time (Srivastava et al. 2014)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def dropout_backward(dout, mask, p):
    """Return ``dx``, the gradient of a loss with respect to the input of inverted dropout in training.

    Each number was dropped with probability ``p``, ``0 <= p < 1``. The forward (`dropout_forward`) returned
    ``x * mask / (1 - p)``: ``mask`` is a boolean array, True where a number was kept, and ``1 - p`` is the
    probability of keeping, whatever share was kept this time: it may be all, or nothing. ``dout`` is the gradient of
    the loss with respect to that. ``dout``, ``mask`` and the result have the same shape, any one, such as ``(N, D)`` or
    ``(N, C, H, W)``.

    >>> dropout_backward(np.array([[1.0, 2.0, 3.0]]), np.array([[True, False, True]]), 0.75)
    array([[ 4.,  0., 12.]])
    """
    return dout * mask / (1 - p)


def reference(dout, mask, p):
    """torch autograd through the forward."""
    import torch

    x = torch.ones_like(dout, requires_grad=True)
    out = torch.where(mask, x, torch.zeros_like(x)) / (1 - p)
    return torch.autograd.grad(out, x, dout)[0]


def by_index(dout, mask, p):
    """Another right solution: fill in what was kept."""
    dx = np.zeros_like(dout)
    dx[mask] = dout[mask] / (1.0 - p)
    return dx


def layers(*rates, shapes=((5, 3), (4, 4), (1, 8), (32, 6))):
    """Random gradients and masks; the share that a mask keeps is seldom exactly 1 - p."""

    def cases(rng):
        for p in rates:
            for shape in shapes:
                mask = rng.random(shape) >= p
                mask.flat[:2] = True, False  # something is kept and something dropped, always
                yield Case(f"p={p}, shape {shape}", dict(dout=rng.normal(size=shape), mask=mask, p=p))

    return cases


def nothing_dropped(rng):
    """p = 0 keeps everything; a mask that by chance drops or keeps everything; and feature maps."""
    yield from layers(0.4, shapes=((2, 3, 4, 5), (7,)))(rng)
    yield Case("p=0", dict(dout=rng.normal(size=(3, 4)), mask=np.ones((3, 4), dtype=bool), p=0.0))
    for kept in (True, False):
        yield Case(f"all {kept}", dict(dout=rng.normal(size=(2, 3)), mask=np.full((2, 3), kept), p=0.3))


EXERCISE = Exercise(dropout_backward, reference, accepts=[by_index], checks={
    "half": agrees("stops the gradient of what was dropped", on=layers(0.5), points=2,
        hint="What does the output change if the input of a dropped unit grows?",
        catches=[Mistake("passes the whole gradient, without the mask", "dout * mask", "dout"),
                 Mistake("passes the gradient of what was dropped", "* mask", "* ~mask"),
                 Mistake("does not scale by the probability of keeping", "dout * mask / (1 - p)", "dout * mask"),
                 Mistake("masks whole columns, by the first row's mask", "* mask", "* mask[0]")]),
    "rate": agrees("scales by the probability of keeping", on=layers(0.1, 0.25, 0.8), points=2,
        hint="At p = 0.5 many wrong formulas are right. Try p = 0.8 by hand.",
        catches=[Mistake("divides by p, the probability of dropping", "/ (1 - p)", "/ p"),
                 Mistake("multiplies by 1 - p", "/ (1 - p)", "* (1 - p)"),
                 Mistake("scales twice", "/ (1 - p)", "/ (1 - p) ** 2")]),
    "edge": agrees("works when nothing is dropped, when everything is, and for any shape", on=nothing_dropped, points=1,
        hint="p and the mask say different things: p is a probability, the mask is what happened.",
        catches=[Mistake("divides by the share that was kept this time, not by the probability", "/ (1 - p)",
                         "/ mask.mean()"),
                 Mistake("returns 0 when p is 0", "dout * mask", "dout * mask * (p > 0)"),
                 Mistake("counts on two axes", "return dout", "n, d = dout.shape\n    return dout",
                         raises="ValueError")]),
    "pure": keeps_inputs(on=layers(0.3, shapes=((5, 3),)), points=1,
        hint="`dout *= mask` changes the caller's array.",
        catches=[Mistake("masks the caller's dout in place", "return dout * mask", "dout *= mask; return dout")]),
})
