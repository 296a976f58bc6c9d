"""count_parameters: how many numbers a dense network learns."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def count_parameters(sizes):
    """Return the number of parameters (weights and biases) of a dense network, as an int.

    ``sizes`` is a list of ints: the number of inputs, then the number of units of each layer. Every layer is fully
    connected to the one before and has one bias for each unit; the inputs have none. A list of one size has no layer.
    (The last of these numbers is printed as 28236 in some course notes, with two digits swapped.)

    >>> count_parameters([784, 16, 16, 10])
    13002
    >>> count_parameters([3, 5, 2])
    32
    >>> count_parameters([256, 100, 26])
    28326
    """
    sizes = np.array(sizes)
    before, after = sizes[:-1], sizes[1:]
    return int(np.sum(before * after + after))


def reference(sizes):
    """The layers as torch builds them, without memory."""
    from itertools import pairwise

    import torch

    layers = [torch.nn.Linear(before, after, device="meta") for before, after in pairwise(sizes)]
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def with_arrays(sizes):
    """Another right solution: products of neighbours, with the bias as one more input."""
    sizes = np.array(sizes)
    return int(np.sum((sizes[:-1] + 1) * sizes[1:]))


def layer_by_layer(sizes):
    """Another right solution: a running total."""
    total = 0
    for i in range(1, len(sizes)):
        weights = sizes[i - 1] * sizes[i]
        total += weights + sizes[i]
    return total


def networks(*depths, widths=(1, 60)):
    """Random networks with these numbers of sizes."""

    def cases(rng):
        for depth in depths:
            sizes = [int(size) for size in rng.integers(*widths, size=depth)]
            yield Case("-".join(map(str, sizes)), dict(sizes=sizes))

    return cases


def square(rng):
    """Layers of equal width."""
    for depth in (2, 4):
        yield Case(f"{depth} equal sizes", dict(sizes=[int(rng.integers(2, 40))] * depth))


def worked(rng):
    """The published examples."""
    for sizes in ([784, 16, 16, 10], [3, 5, 2], [256, 100, 26]):
        yield Case("-".join(map(str, sizes)), dict(sizes=sizes))


EXERCISE = Exercise(count_parameters, reference, accepts=[with_arrays, layer_by_layer], harmless=[
    Harmless("a NumPy integer is an integer",
             ("int(np.sum(before * after + after))", "np.sum(before * after + after)"))], checks={
    "layer": agrees("counts one layer", on=several(networks(2, 2, 2, widths=(2, 60)), networks(2, widths=(1, 2))),
        points=1,
        hint="A weight for each pair of an input and a unit, and a bias for each unit.",
        catches=[Mistake("forgets the biases", "before * after + after", "before * after"),
                 Mistake("gives the inputs biases too", "+ after", "+ before + after"),
                 Mistake("gives each input a bias, not each unit", "+ after", "+ before"),
                 Mistake("counts one bias for a whole layer", "+ after", "+ 1"),
                 Mistake("adds the sizes instead of multiplying", "before * after + after", "before + after + after"),
                 Mistake("counts the units, not what they learn", "before * after + after", "after")]),
    "network": agrees("adds up all layers", on=several(worked, networks(3, 4, 6), square), points=2,
        hint="Each layer connects to the one before it only.",
        catches=[Mistake("leaves out the last layer",
                         "(before * after + after)", "((before * after + after)[:max(1, len(after) - 1)])"),
                 Mistake("connects every layer to the inputs", "before * after", "sizes[0] * after"),
                 Mistake("leaves out the output's biases",
                         "after))", "after)) - sizes[-1] * (len(sizes) > 2)")]),
    "none": agrees("counts 0 where there is no layer", on=networks(1, 1), points=1,
        hint="Inputs alone learn nothing.",
        catches=[Mistake("takes for granted that there is a layer", "return int", "return 0 * sizes[1] + int",
                         raises="IndexError"),
                 Mistake("counts a lonely input as a parameter",
                         "return int", "return (len(sizes) == 1) * sizes[0] + int")]),
    "pure": keeps_inputs(on=networks(3, 5), points=1,
        hint="`sizes.pop()` changes the caller's list.",
        catches=[Mistake("takes the output off the caller's list",
                         "    sizes = np.array(sizes)", "    last = sizes.pop(); sizes = np.array([*sizes, last])")]),
})
