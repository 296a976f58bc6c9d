"""lenet5_shapes: what LeNet-5 makes of an image, layer by layer (LeCun et al. 1998)."""

from autograder.exercise import Case, Exercise, Mistake, agrees


def lenet5_shapes():
    """Return the shapes of what the layers of LeNet-5 put out for one image: a list of seven tuples of ints.

    The image has 32 by 32 pixels and one channel. The layers are

    - C1: convolution with 6 filters of 5 by 5, stride 1, no padding,
    - S2: pooling, windows of 2 by 2 that do not overlap,
    - C3: convolution with 16 filters of 5 by 5, stride 1, no padding,
    - S4: pooling as in S2,
    - C5: dense, 120 units, on the flattened maps,
    - F6: dense, 84 units,
    - the output: dense, 10 units.

    Maps are written as published, ``(height, width, channels)``, which is an exception to the rest of this
    course; a dense layer of M units has the shape ``(M,)``. Flattening is no layer of its own.

    >>> shapes = lenet5_shapes()
    >>> print(len(shapes), shapes[-1])
    7 (10,)
    """
    return [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (120,), (84,), (10,)]


def reference():
    """The shapes that torch's own layers put out."""
    import torch

    x, shapes = torch.zeros(1, 1, 32, 32), []
    pool, conv = torch.nn.AvgPool2d(2), torch.nn.Conv2d
    for layer in (conv(1, 6, 5), pool, conv(6, 16, 5), pool):
        x = layer(x)
        shapes.append((*x.shape[2:], x.shape[1]))
    x = x.flatten(1)
    for units in (120, 84, 10):
        x = torch.nn.Linear(x.shape[1], units)(x)
        shapes.append(tuple(x.shape[1:]))
    return shapes


def computed():
    """Another right solution: lengths from the rule of the convolution."""
    side, shapes = 32, []
    for filters in (6, 16):
        side = side - 5 + 1
        shapes.append((side, side, filters))
        side = side // 2
        shapes.append((side, side, filters))
    return [*shapes, (120,), (84,), (10,)]


def padded():
    """A mistake: convolutions that keep the size."""
    return [(32, 32, 6), (16, 16, 6), (16, 16, 16), (8, 8, 16), (120,), (84,), (10,)]


def without_the_first_place():
    """A mistake: 32 - 5."""
    return [(27, 27, 6), (13, 13, 6), (8, 8, 16), (4, 4, 16), (120,), (84,), (10,)]


def unpadded_digits():
    """A mistake: the 28 by 28 of the data set."""
    return [(24, 24, 6), (12, 12, 6), (8, 8, 16), (4, 4, 16), (120,), (84,), (10,)]


def channels_first():
    """A mistake: this course's usual order."""
    return [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120,), (84,), (10,)]


def overlapping():
    """A mistake: pooling that moves by 1."""
    return [(28, 28, 6), (27, 27, 6), (23, 23, 16), (22, 22, 16), (120,), (84,), (10,)]


def pooling_across_channels():
    """A mistake: pooling halves the channels too."""
    return [(28, 28, 6), (14, 14, 3), (10, 10, 16), (5, 5, 8), (120,), (84,), (10,)]


def filters_for_each_channel():
    """A mistake: 16 maps for each of the 6."""
    return [(28, 28, 6), (14, 14, 6), (10, 10, 96), (5, 5, 96), (120,), (84,), (10,)]


def the_network(rng):
    """There is only one."""
    yield Case("LeNet-5", {})


EXERCISE = Exercise(lenet5_shapes, reference, accepts=[computed], checks={
    "first": agrees("gives the maps of the first convolution", on=the_network, points=1, item=0,
        hint="How many places has a window of 5 on an axis of 32?",
        catches=[Mistake("pads the images, so that a convolution keeps their size", function=padded),
                 Mistake("forgets one place: 32 - 5 steps make one place more", function=without_the_first_place),
                 Mistake("starts from images of 28 by 28", function=unpadded_digits),
                 Mistake("puts the channels first", function=channels_first,
                         hint="Maps are (height, width, channels) here.")]),
    "pooling": agrees("halves the maps by pooling", on=the_network, points=1, item=1,
        hint="A pooling layer has no filters.",
        catches=[Mistake("moves the windows of pooling by 1", function=overlapping,
                         hint="Windows of 2 that do not overlap move by 2."),
                 Mistake("pools across the channels too", function=pooling_across_channels)]),
    "second": agrees("gives the maps of the second convolution", on=the_network, points=1, item=2,
        hint="One filter looks at all channels and gives one map.",
        catches=[Mistake("counts 16 maps for each of the 6 channels", function=filters_for_each_channel),
                 Mistake("keeps the 6 channels of the maps before",
                         "(10, 10, 16), (5, 5, 16)", "(10, 10, 6), (5, 5, 6)")]),
    "all": agrees("gives all seven shapes", on=the_network, points=1,
        hint="A tuple of one number needs a comma.",
        catches=[Mistake("writes the dense layers as numbers, not as tuples", "(120,), (84,), (10,)", "120, 84, 10"),
                 Mistake("lists flattening as a layer", "(120,), (84,), (10,)", "(400,), (120,), (84,), (10,)",
                         hint="Seven layers, seven shapes: C1, S2, C3, S4, C5, F6 and the output."),
                 Mistake("starts the list with the image", "[(28, 28, 6)", "[(32, 32, 1), (28, 28, 6)",
                         hint="Seven layers, seven shapes: C1, S2, C3, S4, C5, F6 and the output."),
                 Mistake("forgets the output layer", "(84,), (10,)", "(84,)",
                         hint="Seven layers, seven shapes: C1, S2, C3, S4, C5, F6 and the output.")]),
})
