"""layernorm_backward: a row's mean and variance depend on all of its features."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def layernorm_backward(dout, x, gamma, eps=1e-5):
    """Return ``(dx, dgamma, dbeta)``: the gradients of a loss with respect to x, gamma and beta.

    `layernorm_forward` returned ``gamma * (x - mean) / sqrt(var + eps) + beta``, with the mean and the variance
    (divided by ``D``) of each row of ``x``, ``(N, D)``. ``dout``, ``(N, D)``, is the gradient of the loss with
    respect to that. ``dx`` is ``(N, D)`` and goes through the mean and the variance, too; ``dgamma`` and
    ``dbeta`` are ``(D,)``. A mean over the batch is already in ``dout``: sum over the rows for these two, do not
    average again.

    >>> x, dout = np.array([[0.0, 2.0, 4.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> dx, dgamma, dbeta = layernorm_backward(dout, x, np.array([6.0, 1.0, 1.0]), eps=0.0)
    >>> print(dx.round(4), dgamma.round(4), dbeta)
    [[ 0.6124 -1.2247  0.6124]] [-1.2247  0.      0.    ] [1. 0. 0.]
    """
    deviation, var = x - x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    root = np.sqrt(var + eps)
    x_hat, dx_hat = deviation / root, dout * gamma
    through_mean = dx_hat.mean(axis=1, keepdims=True)
    through_var = x_hat * (dx_hat * x_hat).mean(axis=1, keepdims=True)
    dx = (dx_hat - through_mean - through_var) / root
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def reference(dout, x, gamma, eps=1e-5):
    """torch's layer_norm and its autograd."""
    import torch

    x, gamma, beta = x.requires_grad_(), gamma.requires_grad_(), torch.zeros_like(gamma, requires_grad=True)
    out = torch.nn.functional.layer_norm(x, x.shape[1:], gamma, beta, eps)
    return torch.autograd.grad(out, (x, gamma, beta), dout)


def by_jacobians(dout, x, gamma, eps=1e-5):
    """Another right solution: the Jacobian of each row's x_hat."""
    dx, dgamma, dbeta = np.zeros_like(x), np.zeros_like(gamma), np.zeros_like(gamma)
    d = x.shape[1]
    for n in range(len(x)):
        row = x[n] - x[n].mean()
        root = np.sqrt(row @ row / d + eps)
        jacobian = (np.eye(d) - 1 / d) / root - np.outer(row, row) / (d * root**3)
        dx[n] = jacobian @ (dout[n] * gamma)
        dgamma += dout[n] * row / root
        dbeta += dout[n]
    return dx, dgamma, dbeta


def batches(*shapes, scale=1.0, **options):
    """Random rows, each with a mean of its own, random gamma and upstream gradient."""

    def cases(rng):
        for n, d in shapes:
            x = scale * (rng.normal(scale=3, size=(n, 1)) + rng.uniform(0.3, 3, size=(n, 1)) * rng.normal(size=(n, d)))
            inputs = dict(dout=rng.normal(size=(n, d)), x=x, gamma=rng.uniform(0.5, 2, size=d), **options)
            yield Case(f"{n} x {d}, scale {scale} {options or ''}", inputs)

    return cases


USUAL = batches((5, 3), (4, 4), (1, 6), (16, 8))

EXERCISE = Exercise(layernorm_backward, reference, accepts=[by_jacobians], checks={
    "affine": agrees("gives the gradient of beta", on=USUAL, points=1, item=2,
        hint="To how many outputs is one beta added?",
        catches=[Mistake("averages over the batch, which dout has done already",
                         "(dout * x_hat).sum(axis=0), dout.sum(axis=0)",
                         "(dout * x_hat).mean(axis=0), dout.mean(axis=0)"),
                 Mistake("sums dbeta over the features", ", dout.sum(axis=0)", ", dout.sum(axis=1)"),
                 Mistake("does not sum dbeta over the batch", ", dout.sum(axis=0)", ", dout")]),
    "gamma": agrees("gives the gradient of gamma", on=USUAL, points=2, item=1,
        hint="What is gamma multiplied by?",
        catches=[Mistake("multiplies by x instead of by the normalised x", "(dout * x_hat).sum", "(dout * x).sum"),
                 Mistake("multiplies by gamma once more", "(dout * x_hat).sum", "(dx_hat * x_hat).sum"),
                 Mistake("forgets to divide by the root", "(dout * x_hat).sum", "(dout * deviation).sum")]),
    "x": agrees("gives the gradient of x", on=USUAL, points=4, item=0,
        hint=("If one feature grows, the mean and the variance of its row change as well.",
              "Whatever dx is, it sums to 0 over a row, since a shift of the whole row changes nothing."),
        catches=[Mistake("takes the mean and the variance for constants",
                         "dx_hat - through_mean - through_var", "dx_hat"),
                 Mistake("leaves out the way through the mean", " - through_mean", ""),
                 Mistake("leaves out the way through the variance", " - through_var", ""),
                 Mistake("forgets gamma on the way back", "dout * gamma", "dout"),
                 Mistake("forgets gamma on the ways through the mean and the variance",
                         "through_mean = dx_hat.mean(axis=1, keepdims=True)\n"
                         "    through_var = x_hat * (dx_hat * x_hat).mean(axis=1, keepdims=True)",
                         "through_mean = dout.mean(axis=1, keepdims=True)\n"
                         "    through_var = x_hat * (dout * x_hat).mean(axis=1, keepdims=True)"),
                 Mistake("multiplies by gamma after the means over the row, not before them",
                         "x_hat, dx_hat = deviation / root, dout * gamma\n"
                         "    through_mean = dx_hat.mean(axis=1, keepdims=True)\n"
                         "    through_var = x_hat * (dx_hat * x_hat).mean(axis=1, keepdims=True)\n"
                         "    dx = (dx_hat - through_mean - through_var) / root",
                         "x_hat = deviation / root\n"
                         "    dx = dout - dout.mean(axis=1, keepdims=True)\n"
                         "    dx = gamma * (dx - x_hat * (dout * x_hat).mean(axis=1, keepdims=True)) / root"),
                 Mistake("sums on the ways through the mean and the variance, instead of averaging",
                         "through_mean = dx_hat.mean(axis=1, keepdims=True)\n"
                         "    through_var = x_hat * (dx_hat * x_hat).mean(axis=1, keepdims=True)",
                         "through_mean = dx_hat.sum(axis=1, keepdims=True)\n"
                         "    through_var = x_hat * (dx_hat * x_hat).sum(axis=1, keepdims=True)"),
                 Mistake("averages over the batch instead of over the features",
                         "dx_hat.mean(axis=1, keepdims=True)", "dx_hat.mean(axis=0, keepdims=True)")]),
    "eps": agrees("differentiates the root with eps under it", points=1, on=several(
            batches((4, 5), scale=3e-3), batches((3, 4), eps=0.5)),
        hint="eps is a part of what is under the root, in every place where the root stands.",
        catches=[Mistake("forgets eps", "np.sqrt(var + eps)", "np.sqrt(var)"),
                 Mistake("adds eps to the root, not under it", "np.sqrt(var + eps)", "(np.sqrt(var) + eps)")]),
    "pure": keeps_inputs(on=batches((5, 3)), points=1,
        hint="`dout *= gamma` changes the caller's array.",
        catches=[Mistake("centres the caller's x in place", "x - x.mean(axis=1, keepdims=True), x.var(",
                         "x.__isub__(x.mean(axis=1, keepdims=True)), x.var(")]),
})
