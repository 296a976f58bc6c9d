"""lenet5_forward: a whole convolutional network (LeCun et al. 1998)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def lenet5_forward(x, params):
    """Return LeNet-5's probabilities of the classes, ``(N, K)``, for the images ``x``, ``(N, 1, H, W)``.

    ``params`` is a list of five ``(w, b)``: two convolutions with ``w`` of shape ``(F, C, S, S)``, then three
    dense layers with ``w`` of shape ``(D, M)``; ``b`` is ``(F,)`` or ``(M,)``. In LeNet-5 itself the images are
    32 by 32 and the shapes are (6, 1, 5, 5), (16, 6, 5, 5), (400, 120), (120, 84) and (84, 10); take all sizes
    from the arrays, so that narrower networks on smaller images work, too. The layers are

    - convolution (cross-correlation, stride 1, no padding), tanh, average pooling over windows of 2 by 2 that do
      not overlap: twice; the maps always have an even height and width before they are pooled;
    - flattened maps: channel after channel, each row by row;
    - dense, tanh: twice; ``a @ w + b``;
    - dense, softmax over each row. Scores may be large: the softmax must not overflow.

    >>> params = [(np.zeros((6, 1, 5, 5)), np.zeros(6)), (np.zeros((16, 6, 5, 5)), np.zeros(16)),
    ...           (np.zeros((400, 120)), np.zeros(120)), (np.zeros((120, 84)), np.zeros(84)),
    ...           (np.zeros((84, 4)), np.log([1.0, 2.0, 3.0, 4.0]))]
    >>> print(lenet5_forward(np.ones((1, 1, 32, 32)), params).round(4))
    [[0.1 0.2 0.3 0.4]]
    """
    for w, b in params[:2]:
        windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
        maps = np.tanh(np.einsum("nchwkl,fckl->nfhw", windows, w) + b[:, None, None])
        n, c, height, width = maps.shape
        x = maps.reshape(n, c, height // 2, 2, width // 2, 2).mean(axis=(3, 5))
    a = x.reshape(len(x), -1)
    for w, b in params[2:-1]:
        a = np.tanh(a @ w + b)
    w, b = params[-1]
    z = a @ w + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def reference(x, params):
    import torch
    from torch.nn import functional as F

    for w, b in params[:2]:
        x = F.avg_pool2d(torch.tanh(F.conv2d(x, w, b)), 2)
    x = x.flatten(1)
    for w, b in params[2:4]:
        x = torch.tanh(F.linear(x, w.T, b))
    w, b = params[4]
    return torch.softmax(F.linear(x, w.T, b), dim=1)


def from_layers(x, params):
    """Another right solution: the layers of this assignment, one after the other."""
    (w1, b1), (w3, b3), (w5, b5), (w6, b6), (w7, b7) = params
    s2 = avg_pool_forward(np.tanh(conv2d_forward(x, w1, b1)), 2, 2)
    s4 = avg_pool_forward(np.tanh(conv2d_forward(s2, w3, b3)), 2, 2)
    c5 = np.tanh(flatten(s4) @ w5 + b5)
    f6 = np.tanh(c5 @ w6 + b6)
    z = f6 @ w7 + b7
    z = z - np.max(z, axis=-1)[:, None]
    return np.exp(z - np.log(np.exp(z).sum(axis=1))[:, None])


def network(rng, x, filters, kernels, units, output=1.0):
    """Random weights of about unit gain for these images."""
    channels, side, params = x.shape[1], np.array(x.shape[2:]), []
    for count, k in zip(filters, kernels):
        w = rng.normal(size=(count, channels, k, k)) / np.sqrt(channels * k * k)
        params.append((w, rng.normal(scale=0.3, size=count)))
        channels, side = count, (side - k + 1) // 2
    sizes = [channels * int(side.prod()), *units]
    for before, after in [(sizes[i], sizes[i + 1]) for i in range(len(units))]:
        params.append((rng.normal(size=(before, after)) / np.sqrt(before), rng.normal(scale=0.3, size=after)))
    w, b = params[-1]
    return [*params[:-1], (output * w, output * b)]


def small(*batches, sides=(14, 18), filters=(3, 4), kernels=(3, 3), units=(7, 6, 5), output=1.0):
    """Narrow networks on small images."""

    def cases(rng):
        for batch in batches:
            x = rng.normal(size=(batch, 1, *sides))
            inputs = dict(x=x, params=network(rng, x, filters, kernels, units, output))
            yield Case(f"{x.shape}, filters {filters}, units {units}, output scale {output}", inputs)

    return cases


def tiny(output=1.0):
    """A network that can be computed by hand."""
    return small(1, sides=(4, 4), filters=(1, 1), kernels=(1, 1), units=(2, 2, 2), output=output)


def full(rng):
    """One image through the network as published."""
    x = rng.normal(size=(1, 1, 32, 32))
    yield Case("LeNet-5", dict(x=x, params=network(rng, x, (6, 16), (5, 5), (120, 84, 10))))


EXERCISE = Exercise(lenet5_forward, reference, accepts=[from_layers], harmless=[
    Harmless("NumPy takes any negative length as what is left", ("len(x), -1)", "len(x), -2)"))], checks={
    "maps": agrees("convolves, activates and pools", points=4,
        on=several(small(1, 5), small(3, sides=(10, 10), filters=(2, 2), units=(4, 4, 3)), tiny()),
        hint="Print the shapes after every step, and compare them with lenet5_shapes.",
        catches=[Mistake("takes ReLU for tanh in the convolutions",
                         'np.tanh(np.einsum("nchwkl,fckl->nfhw", windows, w) + b[:, None, None])',
                         'np.maximum(np.einsum("nchwkl,fckl->nfhw", windows, w) + b[:, None, None], 0)',
                         hint="A convolution with its bias, then tanh, then the mean of each window."),
                 Mistake("forgets tanh after the convolutions", "maps = np.tanh(", "maps = (",
                         hint="A convolution with its bias, then tanh, then the mean of each window."),
                 Mistake("pools before tanh, not after it", "maps = np.tanh(", "maps = ("
                         "lambda z: np.tanh(z.reshape(*z.shape[:2], z.shape[2] // 2, 2, z.shape[3] // 2, 2).mean("
                         "axis=(3, 5), keepdims=True) + np.zeros((1, 1, 1, 2, 1, 2))).reshape(z.shape))(",
                         hint="A convolution with its bias, then tanh, then the mean of each window."),
                 Mistake("takes the largest value of each window", ".mean(axis=(3, 5))", ".max(axis=(3, 5))",
                         hint="A convolution with its bias, then tanh, then the mean of each window."),
                 Mistake("flips the kernels", "windows, w)", "windows, w[..., ::-1, ::-1])",
                         hint="It is a cross-correlation: the kernels are not flipped."),
                 Mistake("forgets the biases of the convolutions", " + b[:, None, None]", "",
                         hint="A convolution with its bias, then tanh, then the mean of each window.")]),
    "dense": agrees("classifies the flattened maps", points=3,
        on=several(small(1, 4), small(5, filters=(2, 3), units=(5, 5, 5)), tiny()),
        hint="Which channel comes first in the row, and where does no tanh belong?",
        catches=[Mistake("puts the channels last before it flattens", "x.reshape(len(x), -1)",
                         "np.moveaxis(x, 1, -1).reshape(len(x), -1)"),
                 Mistake("forgets tanh in the dense layers", "a = np.tanh(a @ w + b)", "a = a @ w + b",
                         hint="Two dense layers have a tanh; the last one gives scores."),
                 Mistake("takes ReLU for tanh in the dense layers", "np.tanh(a @ w + b)", "np.maximum(a @ w + b, 0)",
                         hint="Two dense layers have a tanh; the last one gives scores."),
                 Mistake("applies tanh to the scores as well", "z = a @ w + b", "z = np.tanh(a @ w + b)"),
                 Mistake("returns the scores, without a softmax",
                         "return e / e.sum(axis=1, keepdims=True)", "return z",
                         hint="Probabilities are asked: a softmax over each row of scores."),
                 Mistake("forgets the biases of the dense layers", "np.tanh(a @ w + b)", "np.tanh(a @ w)",
                         hint="A dense layer is a @ w + b."),
                 Mistake("normalises over the batch instead of over the classes",
                         "e.sum(axis=1, keepdims=True)", "e.sum(axis=0, keepdims=True)",
                         hint="The probabilities of each image sum to 1.")]),
    "full": agrees("runs the network as published", on=full, points=2,
        not_by_hand="the published network has 61,706 parameters",
        hint="Take every size from the arrays that you are given.",
        catches=[Mistake("pools over one row and two columns",
                         "n, c, height // 2, 2, width // 2, 2).mean(axis=(3, 5))",
                         "n, c, height, width // 2, 2).mean(axis=4)", raises="ValueError"),
                 Mistake("sums each window, as the subsampling of 1998 did, without averaging",
                         ".mean(axis=(3, 5))", ".sum(axis=(3, 5))",
                         hint="The mean of each window is asked.")]),
    "stable": agrees("stays finite when the scores are large", points=1,
        on=several(small(1, 6, output=20000.0), tiny(output=20000.0)),
        hint="The softmax does not change when all scores of a row shift by one number.",
        catches=[Mistake("does not shift the scores before exp, which overflows",
                         "z - z.max(axis=1, keepdims=True)", "z"),
                 Mistake("shifts each row by its mean, which does not keep exp in range",
                         "z.max(axis=1, keepdims=True)", "z.mean(axis=1, keepdims=True)",
                         hint="Shifted by its largest score, a row has no score above 0.")]),
    "pure": keeps_inputs(on=several(small(2), tiny()), points=1,
        hint="`a += b` is safe on an array of your own only.",
        catches=[Mistake("scales the caller's images in place",
                         "    for w, b in params[:2]:", "    x /= 2; x = 2 * x\n    for w, b in params[:2]:")]),
})
