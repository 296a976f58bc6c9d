"""batchnorm2d_backward: a channel's mean and variance depend on all its places."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def batchnorm2d_backward(dout, x, gamma, eps=1e-5):
    """Return ``(dx, dgamma, dbeta)``: the gradients of a loss with respect to x, gamma and beta.

    `batchnorm2d_forward`, in training, returned ``gamma * (x - mean) / sqrt(var + eps) + beta``, with the mean and the
    variance (divided by ``N * H * W``) of each channel of ``x``, ``(N, C, H, W)``. ``dout``, of the same shape, is the
    gradient of the loss with respect to that. ``dx`` goes through the mean and the variance, too; ``dgamma`` and
    ``dbeta`` are ``(C,)``. A mean over the batch is already in ``dout``: sum for these two, do not average again.

    >>> x, dout = np.arange(8.0).reshape(2, 1, 2, 2), np.zeros((2, 1, 2, 2))
    >>> dout[0, 0, 0, 0] = 1
    >>> dx, dgamma, dbeta = batchnorm2d_backward(dout, x, np.ones(1))
    >>> print(dx[0, 0].round(4), dgamma.round(4), dbeta)
    [[ 0.2546 -0.1455]
     [-0.1091 -0.0727]] [-1.5275] [1.]
    """
    axes, root = (0, 2, 3), np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + eps)
    x_hat, dx_hat = (x - x.mean(axis=axes, keepdims=True)) / root, dout * gamma[:, None, None]
    through_mean = dx_hat.mean(axis=axes, keepdims=True)
    through_var = x_hat * (dx_hat * x_hat).mean(axis=axes, keepdims=True)
    return (dx_hat - through_mean - through_var) / root, (dout * x_hat).sum(axis=axes), dout.sum(axis=axes)


def reference(dout, x, gamma, eps=1e-5):
    """torch's batch_norm and its autograd."""
    import torch

    x, gamma, beta = x.requires_grad_(), gamma.requires_grad_(), torch.zeros_like(gamma, requires_grad=True)
    out = torch.nn.functional.batch_norm(x, None, None, gamma, beta, True, 0.1, eps)
    return torch.autograd.grad(out, (x, gamma, beta), dout)


def channel_by_channel(dout, x, gamma, eps=1e-5):
    """Another right solution: one channel after the other, as a vector."""
    dx, dgamma, dbeta = np.zeros_like(x), np.zeros_like(gamma), np.zeros_like(gamma)
    for c in range(x.shape[1]):
        values, d = x[:, c].ravel(), dout[:, c].ravel()
        n, away = values.size, values - values.mean()
        root = np.sqrt(away @ away / n + eps)
        dgamma[c], dbeta[c] = d @ away / root, d.sum()
        slope = gamma[c] / root * (d - d.mean() - away * (d @ away) / (n * root**2))
        dx[:, c] = slope.reshape(x[:, c].shape)
    return dx, dgamma, dbeta


def images(*shapes, scale=1.0, **options):
    """Random maps, each channel with a mean and a spread of its own, gamma and upstream gradient."""

    def cases(rng):
        for n, c, h, width in shapes:
            x = scale * (rng.normal(scale=2, size=(c, 1, 1))
                         + rng.uniform(0.3, 3, size=(c, 1, 1)) * rng.normal(size=(n, c, h, width)))
            inputs = dict(dout=rng.normal(size=x.shape), x=x, gamma=rng.uniform(0.5, 2, size=c), **options)
            yield Case(f"{x.shape}, scale {scale} {options or ''}", inputs)

    return cases


USUAL = images((3, 2, 4, 5), (3, 3, 3, 3), (1, 4, 2, 3), (2, 4, 1, 4), (2, 2, 1, 3))

EXERCISE = Exercise(batchnorm2d_backward, reference, accepts=[channel_by_channel], checks={
    "affine": agrees("gives the gradient of beta", on=USUAL, points=1, item=2,
        hint="To how many outputs is one beta added?",
        catches=[Mistake("sums dbeta over the batch only", ", dout.sum(axis=axes)", ", dout.sum(axis=0)"),
                 Mistake("averages dbeta", ", dout.sum(axis=axes)", ", dout.mean(axis=axes)")]),
    "gamma": agrees("gives the gradient of gamma", on=USUAL, points=2, item=1,
        hint="What is gamma multiplied by?",
        catches=[Mistake("multiplies by x instead of by the normalised x", "(dout * x_hat).sum", "(dout * x).sum"),
                 Mistake("multiplies by gamma once more", "(dout * x_hat).sum", "(dx_hat * x_hat).sum")]),
    "x": agrees("gives the gradient of x", on=USUAL, points=4, item=0,
        hint=("If one place changes, the mean and the variance of its channel change as well.",
              "Whatever dx is, it sums to 0 over a channel, since a shift of the whole channel changes nothing."),
        catches=[Mistake("takes the mean and the variance for constants", "dx_hat - through_mean - through_var",
                         "dx_hat"),
                 Mistake("leaves out the way through the variance", " - through_var", "",
                         hint="If one place changes, the variance of its channel changes as well."),
                 Mistake("leaves out the way through the mean", " - through_mean", ""),
                 Mistake("forgets gamma on the way back", "dout * gamma[:, None, None]", "dout",
                         hint="The normalised x was multiplied by gamma."),
                 Mistake("averages over the batch only on the ways through the mean and the variance",
                         "through_mean = dx_hat.mean(axis=axes, keepdims=True)\n"
                         "    through_var = x_hat * (dx_hat * x_hat).mean(axis=axes, keepdims=True)",
                         "through_mean = dx_hat.mean(axis=0, keepdims=True)\n"
                         "    through_var = x_hat * (dx_hat * x_hat).mean(axis=0, keepdims=True)",
                         hint="A mean is over images, rows and columns: the axes 0, 2 and 3."),
                 Mistake("divides by N where N * H * W numbers are averaged",
                         "through_mean = dx_hat.mean(axis=axes, keepdims=True)\n"
                         "    through_var = x_hat * (dx_hat * x_hat).mean(axis=axes, keepdims=True)",
                         "through_mean = dx_hat.sum(axis=axes, keepdims=True) / len(x)\n"
                         "    through_var = x_hat * (dx_hat * x_hat).sum(axis=axes, keepdims=True) / len(x)",
                         hint="A mean is over images, rows and columns: N * H * W numbers.")]),
    "eps": agrees("differentiates the root with eps under it", points=1,
        on=several(images((2, 3, 2, 4), scale=3e-3), images((2, 2, 3, 3), (2, 2, 2, 2), eps=0.5)),
        hint="eps is a part of what is under the root, in every place where the root stands.",
        catches=[Mistake("forgets eps", "keepdims=True) + eps)", "keepdims=True))")]),
    "pure": keeps_inputs(on=images((2, 3, 2, 4), (2, 2, 1, 3)), points=1,
        hint="`dout *= gamma` changes the caller's array.",
        catches=[Mistake("scales the caller's dout in place", "dout * gamma[:, None, None]\n",
                         "dout.__imul__(gamma[:, None, None]); dout = dx_hat / gamma[:, None, None]\n")]),
})
