"""count_conv_parameters: what sharing weights saves."""

from autograder.exercise import Case, Exercise, Mistake, agrees
from autograder.exercise.cases import several


def count_conv_parameters(in_channels, filters, kernel):
    """Return how many numbers a convolution layer learns, weights and biases together, an int.

    The layer has ``filters`` filters. Each is a square of ``kernel`` by ``kernel`` weights for every one of the
    ``in_channels`` channels of its input, and one bias. How large the image is does not matter: the same filter
    is used at every place. A dense layer of 30 units on an image of 28 by 28 has 28 * 28 * 30 + 30 = 23550
    parameters; here are the 20 filters of 5 by 5 that do more with less.

    >>> count_conv_parameters(1, 20, 5)
    520
    """
    return filters * (in_channels * kernel**2 + 1)


def reference(in_channels, filters, kernel):
    """The sizes of the parameters of torch's own layer."""
    import torch

    layer = torch.nn.Conv2d(in_channels, filters, kernel, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


def apart(in_channels, filters, kernel):
    """Another right solution: weights and biases one after the other."""
    weights = in_channels * filters * kernel * kernel
    biases = filters
    return weights + biases


def layers(channels, kernels=(1, 3, 5, 8)):
    """Layers on ``channels`` channels with a random number of filters, and one with as many filters as channels."""

    def cases(rng):
        for in_channels in channels:
            for kernel in kernels:
                filters = int(rng.integers(2, 65))
                yield Case(f"{in_channels}, {filters}, {kernel}",
                           dict(in_channels=in_channels, filters=filters, kernel=kernel))
        yield Case("square", dict(in_channels=channels[-1], filters=channels[-1], kernel=channels[-1]))

    return cases


def worked(rng):
    """The published layer."""
    yield Case("1, 20, 5", dict(in_channels=1, filters=20, kernel=5))


def one_filter(rng):
    """A single filter, on a random number of channels."""
    kernel, in_channels = (int(number) for number in rng.integers(2, 9, size=2))
    yield Case("one filter", dict(in_channels=in_channels, filters=1, kernel=kernel))


EXERCISE = Exercise(count_conv_parameters, reference, accepts=[apart], checks={
    "grey": agrees("counts a layer on one channel", on=several(worked, layers((1,))), points=1,
        hint="How many weights has one filter, and how many filters are there?",
        catches=[Mistake("takes the side of the kernel for its area", "kernel**2", "kernel"),
                 Mistake("counts one filter only", "filters * (in_channels * kernel**2 + 1)",
                         "in_channels * kernel**2 + 1"),
                 Mistake("doubles the side instead of squaring it", "kernel**2", "kernel * 2")]),
    "channels": agrees("counts the weights for every channel", on=layers((3, 6, 16)), points=1,
        hint="A filter looks at all channels, with different weights for each.",
        catches=[Mistake("forgets the input channels", "in_channels * kernel**2", "kernel**2"),
                 Mistake("squares the channels too", "in_channels * kernel**2", "(in_channels * kernel) ** 2",
                         hint="A filter has kernel * kernel weights for each channel."),
                 Mistake("adds a bias for every input channel of each filter",
                         "in_channels * kernel**2 + 1", "in_channels * (kernel**2 + 1)",
                         hint="A filter has one bias, however many channels it looks at.")]),
    "biases": agrees("counts one bias for each filter", on=several(one_filter, layers((2, 4))), points=1,
        hint="A filter adds the same bias at every place.",
        catches=[Mistake("forgets the biases", " + 1)", ")"),
                 Mistake("counts one bias for the whole layer",
                         "filters * (in_channels * kernel**2 + 1)", "filters * in_channels * kernel**2 + 1",
                         hint="Each filter has a bias of its own."),
                 Mistake("counts a bias for every weight",
                         "in_channels * kernel**2 + 1", "2 * in_channels * kernel**2")]),
})
