"""alexnet_shapes: the network that began it all, layer by layer (Krizhevsky et al. 2012)."""

from autograder.exercise import Case, Exercise, Mistake, agrees


def alexnet_shapes():
    """Return the shapes of what the layers of AlexNet put out for one image: a list of eleven tuples of ints.

    The image has 227 by 227 pixels and three channels. (The paper says 224, with which a filter of 11 and a stride of 4
    do not fit.) The layers are

    - C1: convolution, 96 filters of 11 by 11, stride 4, no padding; P1: pooling;
    - C2: convolution, 256 filters of 5 by 5, padding 2; P2: pooling;
    - C3: convolution, 384 filters of 3 by 3, padding 1;
    - C4: convolution, 384 filters of 3 by 3, padding 1;
    - C5: convolution, 256 filters of 3 by 3, padding 1; P5: pooling;
    - F6: dense, 4096 units, on the flattened maps; F7: dense, 4096 units; F8: dense, 1000 units.

    All pooling is over windows of 3 by 3 with stride 2, which overlap. Maps have the shape
    ``(channels, height, width)``, a dense layer of M units ``(M,)``.

    >>> shapes = alexnet_shapes()
    >>> print(len(shapes), shapes[0], shapes[-1])
    11 (96, 55, 55) (1000,)
    """
    return [(96, 55, 55), (96, 27, 27), (256, 27, 27), (256, 13, 13), (384, 13, 13), (384, 13, 13), (256, 13, 13),
            (256, 6, 6), (4096,), (4096,), (1000,)]


def reference():
    """The shapes that torch's own layers put out."""
    import torch
    from torch import nn

    x, shapes, pool = torch.zeros(1, 3, 227, 227), [], nn.MaxPool2d(3, 2)
    layers = [nn.Conv2d(3, 96, 11, stride=4), pool, nn.Conv2d(96, 256, 5, padding=2, groups=2), pool,
              nn.Conv2d(256, 384, 3, padding=1), nn.Conv2d(384, 384, 3, padding=1, groups=2),
              nn.Conv2d(384, 256, 3, padding=1, groups=2), pool]
    with torch.no_grad():
        for layer in layers:
            x = layer(x)
            shapes.append(tuple(x.shape[1:]))
    return [*shapes, (4096,), (4096,), (1000,)]


def computed():
    """Another right solution: lengths from the rule of the convolution."""
    side, shapes = 227, []
    for filters, size, stride, pad, pooled in ((96, 11, 4, 0, 1), (256, 5, 1, 2, 1), (384, 3, 1, 1, 0),
                                               (384, 3, 1, 1, 0), (256, 3, 1, 1, 1)):
        side = (side + 2 * pad - size) // stride + 1
        shapes.append((filters, side, side))
        if pooled:
            side = (side - 3) // 2 + 1
            shapes.append((filters, side, side))
    return [*shapes, (4096,), (4096,), (1000,)]


def of_224():
    """A mistake: the size that the paper gives."""
    return [(96, 54, 54), (96, 26, 26), (256, 26, 26), (256, 12, 12), (384, 12, 12), (384, 12, 12), (256, 12, 12),
            (256, 5, 5), (4096,), (4096,), (1000,)]


def pooled_by_two():
    """A mistake: windows of 2 by 2 that do not overlap."""
    return [(96, 55, 55), (96, 27, 27), (256, 27, 27), (256, 13, 13), (384, 13, 13), (384, 13, 13), (256, 13, 13),
            (256, 7, 7), (4096,), (4096,), (1000,)]


def unpadded():
    """A mistake: no padding in any layer."""
    return [(96, 55, 55), (96, 27, 27), (256, 23, 23), (256, 11, 11), (384, 9, 9), (384, 7, 7), (256, 5, 5),
            (256, 2, 2), (4096,), (4096,), (1000,)]


def channels_last():
    """A mistake: (height, width, channels)."""
    return [(55, 55, 96), (27, 27, 96), (27, 27, 256), (13, 13, 256), (13, 13, 384), (13, 13, 384), (13, 13, 256),
            (6, 6, 256), (4096,), (4096,), (1000,)]


def one_half():
    """A mistake: what one of the two graphics cards computed."""
    return [(48, 55, 55), (48, 27, 27), (128, 27, 27), (128, 13, 13), (192, 13, 13), (192, 13, 13), (128, 13, 13),
            (128, 6, 6), (2048,), (2048,), (1000,)]


def the_network(rng):
    """There is only one."""
    yield Case("AlexNet", {})


EXERCISE = Exercise(alexnet_shapes, reference, accepts=[computed], checks={
    "first": agrees("knows what the first convolution puts out", on=the_network, points=1, item=0,
        hint="(227 - 11) / 4 steps, and the place where they begin.",
        catches=[Mistake("puts the channels last", function=channels_last,
                         hint="Maps are (channels, height, width) here."),
                 Mistake("starts from 224 by 224 pixels", function=of_224),
                 Mistake("takes the half of the network that one graphics card computed", function=one_half,
                         hint="Both halves count: the first convolution has 96 filters.")]),
    "second": agrees("knows what the second convolution puts out", on=the_network, points=1, item=2,
        hint="A padding of 2 around is what a filter of 5 takes off.",
        catches=[Mistake("does not pad", function=unpadded)]),
    "last": agrees("knows what the last pooling puts out", on=the_network, points=1, item=7,
        hint="Windows of 3 with stride 2: how many fit into 13?",
        catches=[Mistake("rounds half a window up in the last pooling", function=pooled_by_two)]),
    "all": agrees("knows all eleven", on=the_network, points=1,
        hint="The list has one shape for each layer, pooling included.",
        catches=[Mistake("leaves out the pooling layers", "(96, 27, 27), (256, 27, 27), (256, 13, 13), (384, 13, 13), "
                         "(384, 13, 13), (256, 13, 13),\n            (256, 6, 6), ", "(256, 27, 27), (384, 13, 13), "
                         "(384, 13, 13), (256, 13, 13), "),
                 Mistake("has 384 filters in the last convolution", "(256, 13, 13),\n", "(384, 13, 13),\n",
                         hint="The last convolution has 256 filters.")]),
})
