"""alexnet_parameters: sixty million, and nearly all of them in three layers (Krizhevsky et al. 2012)."""

from autograder.exercise import Case, Exercise, Mistake, agrees


def alexnet_parameters():
    """Return how many numbers each layer of AlexNet learns, weights and biases together: a list of eight ints.

    The layers that learn are those of `alexnet_shapes`, with a bias for each filter and each unit:

    - C1: convolution, 96 filters of 11 by 11, on 3 channels;
    - C2: convolution, 256 filters of 5 by 5, in two groups;
    - C3: convolution, 384 filters of 3 by 3;
    - C4: convolution, 384 filters of 3 by 3, in two groups;
    - C5: convolution, 256 filters of 3 by 3, in two groups;
    - F6: dense, 4096 units, on 256 maps of 6 by 6; F7: dense, 4096 units; F8: dense, 1000 units.

    In two groups, half of the filters see the first half of the channels, and the others the second half: the network
    was cut in two to fit on two graphics cards. So a filter has weights for half of the channels only.

    >>> parameters = alexnet_parameters()
    >>> print(len(parameters), parameters[1], sum(parameters))
    8 307456 60965224
    """
    return [
        96 * (3 * 11 * 11 + 1),
        256 * (48 * 5 * 5 + 1),
        384 * (256 * 3 * 3 + 1),
        384 * (192 * 3 * 3 + 1),
        256 * (192 * 3 * 3 + 1),
        4096 * (256 * 6 * 6 + 1),
        4096 * (4096 + 1),
        1000 * (4096 + 1),
    ]


def reference():
    """The sizes of the parameters of torch's own layers."""
    from torch import nn

    layers = [nn.Conv2d(3, 96, 11, device="meta"), nn.Conv2d(96, 256, 5, groups=2, device="meta"),
              nn.Conv2d(256, 384, 3, device="meta"), nn.Conv2d(384, 384, 3, groups=2, device="meta"),
              nn.Conv2d(384, 256, 3, groups=2, device="meta"), nn.Linear(9216, 4096, device="meta"),
              nn.Linear(4096, 4096, device="meta"), nn.Linear(4096, 1000, device="meta")]
    return [sum(parameter.numel() for parameter in layer.parameters()) for layer in layers]


def by_sizes():
    """Another right solution: inputs of one unit, times units, plus units."""
    layers = [(363, 96), (1200, 256), (2304, 384), (1728, 384), (1728, 256), (9216, 4096), (4096, 4096), (4096, 1000)]
    return [inputs * units + units for inputs, units in layers]


def without_groups():
    """A mistake: every filter sees all channels."""
    return [34944, 614656, 885120, 1327488, 884992, 37752832, 16781312, 4097000]


def without_biases():
    """A mistake: weights only."""
    return [34848, 307200, 884736, 663552, 442368, 37748736, 16777216, 4096000]


def all_in_groups():
    """A mistake: the third convolution is in groups, too."""
    return [34944, 307456, 442752, 663936, 442624, 37752832, 16781312, 4097000]


def the_network(rng):
    """There is only one."""
    yield Case("AlexNet", {})


EXERCISE = Exercise(alexnet_parameters, reference, accepts=[by_sizes], checks={
    "first": agrees("counts the first convolution", on=the_network, points=1, item=0,
        hint="A filter has its weights for three colours, and one bias.",
        catches=[Mistake("forgets the biases", function=without_biases),
                 Mistake("forgets the three colours", "96 * (3 * 11 * 11 + 1)", "96 * (11 * 11 + 1)")]),
    "groups": agrees("counts a convolution in two groups", on=the_network, points=1, item=1,
        hint="How many of the 96 channels does a filter of C2 see?",
        catches=[Mistake("lets every filter see all channels", function=without_groups)]),
    "dense": agrees("counts the first dense layer", on=the_network, points=1, item=5,
        hint="How long are the flattened maps?",
        catches=[Mistake("forgets that there are 256 maps to flatten", "4096 * (256 * 6 * 6 + 1)",
                         "4096 * (6 * 6 + 1)"),
                 Mistake("flattens the maps before they are pooled", "4096 * (256 * 6 * 6 + 1)",
                         "4096 * (256 * 13 * 13 + 1)")]),
    "all": agrees("counts all eight layers", on=the_network, points=1,
        hint="C3 sees all channels; C4 and C5 see half of them.",
        catches=[Mistake("puts the third convolution into groups, too", function=all_in_groups),
                 Mistake("forgets the last layer", "        1000 * (4096 + 1),\n", "",
                         hint="Eight layers learn; the last one has 1000 units.")]),
})
