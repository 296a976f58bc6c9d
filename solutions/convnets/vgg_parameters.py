"""vgg_parameters: where VGG keeps its 138 million numbers (Simonyan & Zisserman 2015)."""

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def vgg_parameters(config):
    """Return how many numbers each layer of a VGG network learns, weights and biases together: a list of ints.

    ``config`` is a list as in `vgg_shapes`: a number is a convolution with so many filters of 3 by 3, ``'M'`` max
    pooling, which halves height and width (rounded down) and learns nothing, so that it is not in the list. The image
    has three channels of 224 by 224 pixels; the convolutions keep the size. Three dense layers follow, of 4096, 4096
    and 1000 units; the first one sees the flattened maps. Every filter and every unit has a bias.

    >>> config = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M']
    >>> parameters = vgg_parameters(config)
    >>> print(len(parameters), parameters[0], parameters[-3], sum(parameters))
    16 1792 102764544 138357544
    """
    channels, side, counts = 3, 224, []
    for layer in config:
        if layer == "M":
            side = side // 2
        else:
            counts.append(layer * (channels * 9 + 1))
            channels = layer
    return [*counts, 4096 * (channels * side * side + 1), 4096 * (4096 + 1), 1000 * (4096 + 1)]


def reference(config):
    """The sizes of the parameters of torch's own layers, which take no memory."""
    import torch
    from torch import nn

    x, layers = torch.zeros(1, 3, 224, 224, device="meta"), []
    for layer in config:
        layers.append(nn.MaxPool2d(2) if layer == "M" else nn.Conv2d(x.shape[1], layer, 3, padding=1, device="meta"))
        x = layers[-1](x)
    units = (x[0].numel(), 4096, 4096, 1000)
    layers += [nn.Linear(units[i], units[i + 1], device="meta") for i in range(3)]
    counts = [sum(parameter.numel() for parameter in layer.parameters()) for layer in layers]
    return [count for count in counts if count]


def by_pairs(config):
    """Another right solution: pairs of neighbouring numbers of channels."""
    filters = [3] + [layer for layer in config if layer != "M"]
    side = 224 // 2 ** config.count("M")
    units = [filters[-1] * side**2, 4096, 4096, 1000]
    convolutions = [9 * n * filters[i] + filters[i] for i, n in enumerate(filters[:-1], start=1)]
    return convolutions + [n * units[i] + units[i] for i, n in enumerate(units[:-1], start=1)]


VGG16 = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]


def networks(*stages):
    """Random networks of so many stages."""

    def cases(rng):
        for number in stages:
            config = []
            for _ in range(number):
                config += [int(filters) for filters in rng.integers(2, 65, size=rng.integers(1, 4))] + ["M"]
            yield Case(f"{config}", dict(config=config))

    return cases


def odd_ones(rng):
    """Pooling comes first, or never."""
    first, second = (int(filters) for filters in rng.integers(2, 65, size=2))
    for config in (["M", first, "M", second], [first, second]):
        yield Case(f"{config}", dict(config=config))


def published(rng):
    """VGG-16 and VGG-11."""
    yield Case("VGG-16", dict(config=VGG16))
    yield Case("VGG-11", dict(config=[64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]))


EXERCISE = Exercise(vgg_parameters, reference, accepts=[by_pairs], checks={
    "counts": agrees("counts all layers that learn", on=several(published, odd_ones, networks(1, 3, 4, 6)), points=4,
        hint=("How many channels does a filter see, and how long are the flattened maps?",
              "The channels of a layer are the filters of the convolution before; pooling between changes nothing."),
        catches=[Mistake("counts pooling layers as well", "            side = side // 2\n",
                         "            side = side // 2\n            counts.append(0)\n",
                         hint="What learns nothing is not in the list."),
                 Mistake("takes every filter for one on three channels", "layer * (channels * 9 + 1)",
                         "layer * (3 * 9 + 1)",
                         hint="A filter sees as many channels as the layer before has filters."),
                 Mistake("forgets the biases", "channels * 9 + 1)", "channels * 9)",
                         hint="Every filter and every unit has a bias."),
                 Mistake("takes the maps for 7 by 7, however many pooling layers there are", "channels * side * side",
                         "channels * 49",
                         hint="Each 'M' halves 224, rounded down: how large are the last maps?"),
                 Mistake("forgets the size of the flattened maps", "channels * side * side", "channels",
                         hint="Each 'M' halves 224, rounded down: how large are the last maps?"),
                 Mistake("counts filters of one channel", "layer * (channels * 9 + 1)", "layer * (9 + 1)"),
                 Mistake("counts a filter's own number of channels", "layer * (channels * 9 + 1)",
                         "layer * (layer * 9 + 1)"),
                 Mistake("adds everything up", "return [*counts, 4096 * (channels * side * side + 1), 4096 * "
                         "(4096 + 1), 1000 * (4096 + 1)]", "return sum([*counts, 4096 * (channels * side * side + 1), "
                         "4096 * (4096 + 1), 1000 * (4096 + 1)])",
                         hint="The list has a number for each layer.")]),
    "pure": keeps_inputs(on=networks(2), points=1,
        hint="`config.remove('M')` changes the caller's list.",
        catches=[Mistake("takes the pooling layers out of the caller's list", "    return [*",
                         "    config.remove('M')\n    return [*")]),
})
