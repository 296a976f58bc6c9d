"""lenet5_parameters: where LeNet-5 keeps what it has learnt."""

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees


def lenet5_parameters():
    """Return how many numbers each layer of LeNet-5 learns, weights and biases together: a list of five ints.

    The image has one channel. The five layers that learn are, with a bias for each filter and each unit,

    - C1: convolution with 6 filters of 5 by 5,
    - C3: convolution with 16 filters of 5 by 5, each on all 6 channels (the published network left some out
      and had 1516 parameters here),
    - C5: dense, 120 units, on the 16 maps of 5 by 5,
    - F6: dense, 84 units,
    - the output: dense, 10 units.

    The pooling layers between them learn nothing here.

    >>> parameters = lenet5_parameters()
    >>> print(len(parameters), sum(parameters))
    5 61706
    """
    return [
        6 * (1 * 5 * 5 + 1),
        16 * (6 * 5 * 5 + 1),
        120 * (16 * 5 * 5 + 1),
        84 * (120 + 1),
        10 * (84 + 1),
    ]


def reference():
    """The sizes of the parameters of torch's own layers."""
    from torch import nn

    convolutions = [nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)]
    layers = [*convolutions, nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)]
    return [sum(parameter.numel() for parameter in layer.parameters()) for layer in layers]


def by_sizes():
    """Another right solution: inputs of one unit, times units, plus units."""
    layers = [(25, 6), (150, 16), (400, 120), (120, 84), (84, 10)]
    return [inputs * units + units for inputs, units in layers]


def without_biases():
    """A mistake: weights only."""
    return [150, 2400, 48000, 10080, 840]


def one_bias_a_layer():
    """A mistake: one bias for the whole layer."""
    return [151, 2401, 48001, 10081, 841]


def with_pooling():
    """A mistake: lists the layers that learn nothing."""
    return [156, 0, 2416, 0, 48120, 10164, 850]


def the_network(rng):
    """There is only one."""
    yield Case("LeNet-5", {})


EXERCISE = Exercise(lenet5_parameters, reference, accepts=[by_sizes], harmless=[
    Harmless("a factor of 1 changes nothing", ("(1 * 5 * 5", "(5 * 5"))], checks={
    "first": agrees("counts the first convolution", on=the_network, points=1, item=0,
        hint="A filter has its weights and one bias.",
        catches=[Mistake("forgets the biases", function=without_biases),
                 Mistake("counts one bias for each layer", function=one_bias_a_layer)]),
    "second": agrees("counts the second convolution", on=the_network, points=1, item=1,
        hint="How many channels does one of the 16 filters look at?",
        catches=[Mistake("forgets that a filter has weights for each of the 6 channels", "16 * (6 * 5 * 5 + 1)",
                         "16 * (5 * 5 + 1)"),
                 Mistake("leaves out connections, as the published network did", "16 * (6 * 5 * 5 + 1)", "1516",
                         hint="Here each of the 16 filters looks at all 6 channels."),
                 Mistake("counts a bias for each channel of each filter",
                         "16 * (6 * 5 * 5 + 1)", "16 * 6 * (5 * 5 + 1)",
                         hint="A filter has one bias, however many channels it looks at.")]),
    "dense": agrees("counts the first dense layer", on=the_network, points=1, item=2,
        hint="How long are the flattened maps?",
        catches=[Mistake("forgets that there are 16 maps to flatten", "16 * 5 * 5 + 1", "5 * 5 + 1"),
                 Mistake("flattens the maps before they are pooled", "16 * 5 * 5 + 1", "16 * 10 * 10 + 1"),
                 Mistake("takes C5 for a filter that is shared between places",
                         "120 * (16 * 5 * 5 + 1)", "120 * (16 + 1)")]),
    "all": agrees("counts all five layers", on=the_network, points=1,
        hint="The list has one number for each layer that learns.",
        catches=[Mistake("lists the pooling layers too", function=with_pooling,
                         hint="Only layers that learn are listed: five of them."),
                 Mistake("connects the output to the 120 units of C5", "10 * (84 + 1)", "10 * (120 + 1)",
                         hint="Each dense layer reads the one right before it."),
                 Mistake("forgets the output layer", "        10 * (84 + 1),\n", "")]),
})
