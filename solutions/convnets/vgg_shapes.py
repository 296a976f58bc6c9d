"""vgg_shapes: small filters, and nothing but depth (Simonyan & Zisserman 2015)."""

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def vgg_shapes(config):
    """Return the shapes of what the layers of a VGG network put out for one image: a list of tuples of ints.

    ``config`` is a list with an item for each layer before the dense ones: a number of filters, or ``'M'``. A number
    is a convolution with so many filters of 3 by 3, stride 1 and padding 1, so that height and width stay; ``'M'`` is
    max pooling over windows of 2 by 2 that do not overlap, where rows and columns that are left over are ignored.
    Three dense layers follow, of 4096, 4096 and 1000 units. The image has three channels of 224 by 224 pixels, and is
    not in the list. Maps have the shape ``(channels, height, width)``, dense layers ``(units,)``.

    VGG-16 is ``[64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M']``.

    >>> vgg_shapes([64, 'M', 32, 'M'])
    [(64, 224, 224), (64, 112, 112), (32, 112, 112), (32, 56, 56), (4096,), (4096,), (1000,)]
    """
    channels, side, shapes = 3, 224, []
    for layer in config:
        if layer == "M":
            side = side // 2
        else:
            channels = layer
        shapes.append((channels, side, side))
    return [*shapes, (4096,), (4096,), (1000,)]


def reference(config):
    """The shapes that torch's own layers put out, without computing anything."""
    import torch
    from torch import nn

    x, shapes = torch.zeros(1, 3, 224, 224, device="meta"), []
    for layer in config:
        x = (nn.MaxPool2d(2) if layer == "M" else nn.Conv2d(x.shape[1], layer, 3, padding=1, device="meta"))(x)
        shapes.append(tuple(x.shape[1:]))
    return [*shapes, (4096,), (4096,), (1000,)]


def from_the_start(config):
    """Another right solution: each shape by itself, from what stands before it."""
    shapes = []
    for place in range(1, len(config) + 1):
        before = config[:place]
        filters = [3] + [layer for layer in before if layer != "M"]
        side = 224 // 2 ** before.count("M")
        shapes.append((filters[-1], side, side))
    return shapes + [(units,) for units in (4096, 4096, 1000)]


def without_padding(config):
    """A mistake: every convolution takes a frame off."""
    channels, side, shapes = 3, 224, []
    for layer in config:
        channels, side = (channels, side // 2) if layer == "M" else (layer, side - 2)
        shapes.append((channels, side, side))
    return [*shapes, (4096,), (4096,), (1000,)]


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


def thin(rng):
    """Six stages of one layer each."""
    config = [part for filters in rng.integers(2, 65, size=6) for part in (int(filters), "M")]
    yield Case(f"{config}", dict(config=config))


def odd_ones(rng):
    """Pooling comes first, or never."""
    first, second = (int(filters) for filters in rng.integers(2, 65, size=2))
    for config in (["M", first, "M", second], [first, second]):
        yield Case(f"{config}", dict(config=config))


def published(rng):
    """VGG-16 and VGG-11."""
    yield Case("VGG-16", dict(config=VGG16))
    yield Case("VGG-11", dict(config=[64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]))


EXERCISE = Exercise(vgg_shapes, reference, accepts=[from_the_start], checks={
    "maps": agrees("follows the maps from layer to layer", on=several(published, odd_ones, networks(1, 3, 4)), points=3,
        hint=("What does a layer change: the channels, or the size?",
              "Convolutions set the channels; pooling halves height and width."),
        catches=[Mistake("takes a frame off in every convolution, as if there were no padding",
                         function=without_padding,
                         hint="With a padding of 1 a filter of 3 by 3 keeps height and width."),
                 Mistake("halves the channels in pooling as well", "            side = side // 2\n",
                         "            side, channels = side // 2, channels // 2\n"),
                 Mistake("leaves out the pooling layers", "        shapes.append((channels, side, side))",
                         "        if layer != 'M':\n            shapes.append((channels, side, side))",
                         hint="'M' is a layer as well, and has its shape in the list."),
                 Mistake("puts the channels last", "(channels, side, side)", "(side, side, channels)",
                         hint="Maps are (channels, height, width)."),
                 Mistake("leaves out the dense layers", "[*shapes, (4096,), (4096,), (1000,)]", "shapes",
                         hint="Three dense layers follow."),
                 Mistake("lists the image as well", "224, []", "224, [(3, 224, 224)]",
                         hint="The list begins with what the first layer puts out.")]),
    "deep": agrees("ignores what is left over in pooling", on=several(networks(6, 7), thin), points=1,
        hint="Half of 7 is 3 windows.",
        catches=[Mistake("counts a last window that hangs over the edge", "side // 2", "-(-side // 2)")]),
    "pure": keeps_inputs(on=networks(2), points=1,
        hint="`config.pop(0)` empties the caller's list.",
        catches=[Mistake("empties the caller's list", "    return [*", "    config.clear()\n    return [*")]),
})
