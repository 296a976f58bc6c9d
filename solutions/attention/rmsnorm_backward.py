"""rmsnorm_backward: a row's root mean square depends on all of its numbers."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, gradients, keeps_inputs, vjp
from autograder.exercise.cases import several


def rmsnorm_backward(dout, x, gamma, eps=1e-5):
    """Return ``(dx, dgamma)``: the gradients of a loss with respect to x and gamma.

    `rmsnorm` returned ``gamma * x / sqrt(mean(x**2) + eps)``, with the mean over the last axis. ``x`` and ``dout``, the
    gradient of the loss with respect to that, are float arrays ``(..., D)``; ``gamma`` is ``(D,)``. ``dx`` has the
    shape of ``x`` and goes through the mean square, too. ``dgamma`` is ``(D,)``: the sum over all other axes. A mean
    over the batch is already in ``dout``; do not average again.

    >>> dout, x = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[3.0, 4.0], [4.0, 3.0]])
    >>> dx, dgamma = rmsnorm_backward(dout, x, np.array([1.0, 2.0]), eps=0.0)
    >>> print(dx.round(4), dgamma.round(4))
    [[ 0.181  -0.1358]
     [-0.2715  0.362 ]] [0.8485 0.8485]
    """
    root = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)
    x_hat, dx_hat = x / root, dout * gamma
    through_root = x_hat * np.mean(dx_hat * x_hat, axis=-1, keepdims=True)
    return (dx_hat - through_root) / root, (dout * x_hat).reshape(-1, len(gamma)).sum(axis=0)


def by_jacobians(dout, x, gamma, eps=1e-5):
    """Another right solution: the Jacobian of each row."""
    d = len(gamma)
    dx, dgamma = np.zeros((x.size // d, d)), np.zeros(d)
    for n, (row, above) in enumerate(zip(x.reshape(-1, d), dout.reshape(-1, d))):
        root = np.sqrt(row @ row / d + eps)
        dx[n] = (np.eye(d) / root - np.outer(row, row) / (d * root**3)) @ (gamma * above)
        dgamma += above * row / root
    return dx.reshape(x.shape), dgamma


def rows(*shapes, scale=1.0, **options):
    """Random rows of these shapes, random gamma and upstream gradient."""

    def cases(rng):
        for shape in shapes:
            spread = rng.uniform(0.3, 3, size=(*shape[:-1], 1))
            x = scale * (rng.normal(size=(*shape[:-1], 1)) + spread * rng.normal(size=shape))
            gamma = rng.uniform(0.5, 2, size=shape[-1]) * rng.choice([-1.0, 1.0], size=shape[-1])
            inputs = dict(dout=rng.normal(size=shape), x=x, gamma=gamma, **options)
            yield Case(f"{shape}, scale {scale} {options or ''}", inputs)

    return cases


USUAL = rows((4, 3), (1, 5), (4, 4))

EXERCISE = Exercise(
    rmsnorm_backward, vjp("rmsnorm", wrt=("x", "gamma")), accepts=[by_jacobians], harmless=[
    Harmless("NumPy takes any negative length as what is left", (".reshape(-1, len", ".reshape(-2, len"))], checks={
    "gamma": agrees("gives the gradient of gamma", on=USUAL, points=2, item=1,
        hint="What is gamma multiplied by, and at how many places?",
        catches=[Mistake("multiplies by x instead of by the normalised x", "(dout * x_hat).reshape",
                         "(dout * x).reshape"),
                 Mistake("multiplies by gamma once more", "(dout * x_hat).reshape", "(dx_hat * x_hat).reshape"),
                 Mistake("averages dgamma over the batch, which dout has done already",
                         "len(gamma)).sum(axis=0)", "len(gamma)).mean(axis=0)"),
                 Mistake("does not sum dgamma over the batch", ".reshape(-1, len(gamma)).sum(axis=0)", "")]),
    "x": agrees("gives the gradient of x", on=USUAL, points=4, item=0,
        hint=("If one number of a row grows, the root that all of them are divided by grows as well.",
              "With g = gamma * dout, dx is (g - x_hat * mean(g * x_hat)) / root."),
        catches=[Mistake("takes the root mean square for a constant", "dx_hat - through_root", "dx_hat"),
                 Mistake("takes the mean off, as in the gradient of layer normalisation", "dx_hat - through_root",
                         "dx_hat - dx_hat.mean(axis=-1, keepdims=True) - through_root"),
                 Mistake("sums on the way through the root, instead of averaging", "np.mean(dx_hat * x_hat,",
                         "np.sum(dx_hat * x_hat,"),
                 Mistake("forgets gamma on the way back", "dout * gamma", "dout"),
                 Mistake("forgets gamma on the way through the root", "np.mean(dx_hat * x_hat,",
                         "np.mean(dout * x_hat,"),
                 Mistake("multiplies by gamma after the mean over the row, not before it", "np.mean(dx_hat * x_hat,",
                         "gamma * np.mean(dout * x_hat,"),
                 Mistake("adds the way through the root instead of taking it off", "dx_hat - through_root",
                         "dx_hat + through_root"),
                 Mistake("does not divide by the root", "(dx_hat - through_root) / root", "(dx_hat - through_root)")]),
    "axes": gradients("takes any number of axes", on=rows((5,), (2, 3, 4), (3, 3, 3), (2, 2, 3, 5)), points=1,
        hint="dgamma sums over all axes but the last.",
        catches=[Mistake("sums dgamma over the first axis only", ".reshape(-1, len(gamma)).sum(axis=0)",
                         ".sum(axis=0)"),
                 Mistake("averages over axis 1 on the way through the root",
                         "np.mean(dx_hat * x_hat, axis=-1", "np.mean(dx_hat * x_hat, axis=min(1, x.ndim - 1)",
                         hint="The mean is over the last axis, axis=-1, on the way back as well.")]),
    "eps": gradients("differentiates the root with eps under it", points=1,
        on=several(rows((4, 5), scale=3e-3), rows((3, 4), eps=0.5)),
        hint="eps is a part of what is under the root, wherever the root stands.",
        catches=[Mistake("forgets eps on the way back", "keepdims=True) + eps)", "keepdims=True))"),
                 Mistake("adds eps to the root on the way back, not under it",
                         "np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)",
                         "np.sqrt(np.mean(x**2, axis=-1, keepdims=True)) + eps")]),
    "pure": keeps_inputs(on=rows((4, 3)), points=1,
        hint="`dout *= gamma` changes the caller's array.",
        catches=[Mistake("multiplies the caller's dout by gamma",
                         "x_hat, dx_hat = x / root, dout * gamma",
                         "x_hat = x / root; dout *= gamma; dx_hat = dout; dout = dout / gamma")]),
})
