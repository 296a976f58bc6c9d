"""resnet_parameters: deeper than VGG, and a fifth of its numbers (He et al. 2016)."""

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def resnet_parameters(blocks, bottleneck):
    """Return how many numbers the parts of a ResNet learn: a list of ints, the stem, each stage, the dense layer.

    No convolution has a bias; behind each comes a batch normalisation, which learns two numbers for each channel (gamma
    and beta). The parts are those of `resnet_shapes`:

    - the stem: a convolution with 64 filters of 7 by 7, on three channels;
    - a stage for each number in ``blocks``, of so many blocks, 1 or more. Stage ``s``, from 0 on, has the width
      ``64 * 2**s``. A block has two convolutions of 3 by 3, both with as many filters as the stage is wide. A
      ``bottleneck`` block (True) has three instead: of 1 by 1 and of 3 by 3 with as many filters as the stage is wide,
      and of 1 by 1 with four times as many;
    - a dense layer of 1000 units, with biases, on the mean of each map.

    A block adds its input to its output. Where the two differ in their number of channels, in the first block of a
    stage, the input goes through a convolution of 1 by 1, the projection, which has a batch normalisation, too. The
    first stage of a ResNet without bottlenecks needs none; with bottlenecks it does, from 64 channels to 256.

    >>> print(resnet_parameters([2, 2, 2, 2], False), sum(resnet_parameters([3, 4, 6, 3], True)))
    [9536, 147968, 525568, 2099712, 8393728, 513000] 25557032
    """
    counts, channels = [64 * 3 * 49 + 2 * 64], 64
    for stage in range(len(blocks)):
        width, total = 64 * 2**stage, 0
        for _ in range(blocks[stage]):
            layers = [(channels, 9, width), (width, 9, width)]
            if bottleneck:
                layers = [(channels, 1, width), (width, 9, width), (width, 1, 4 * width)]
            out = layers[-1][2]
            if channels != out:
                layers.append((channels, 1, out))
            total += sum(n * size * m + 2 * m for n, size, m in layers)
            channels = out
        counts.append(total)
    return [*counts, 1000 * (channels + 1)]


def reference(blocks, bottleneck):
    """The sizes of the parameters of torch's own layers, which take no memory."""
    from torch import nn

    def normed(n, m, size):
        return [nn.Conv2d(n, m, size, bias=False, device="meta"), nn.BatchNorm2d(m, device="meta")]

    def counted(layers):
        return sum(parameter.numel() for layer in layers for parameter in layer.parameters())

    counts, n = [counted(normed(3, 64, 7))], 64
    for stage, number in enumerate(blocks):
        width, layers = 64 * 2**stage, []
        out = 4 * width if bottleneck else width
        for _ in range(number):
            layers += normed(n, width, 1 if bottleneck else 3) + normed(width, width, 3)
            layers += normed(width, out, 1) if bottleneck else []
            layers += normed(n, out, 1) if n != out else []
            n = out
        counts.append(counted(layers))
    return [*counts, counted([nn.Linear(n, 1000, device="meta")])]


def first_and_others(blocks, bottleneck):
    """Another right solution: the first block of a stage, and the others, which are all alike."""
    factor = 4 if bottleneck else 1

    def block(n, width):
        if bottleneck:
            return n * width + 2 * width + 9 * width**2 + 2 * width + 4 * width**2 + 8 * width
        return 9 * n * width + 9 * width**2 + 4 * width

    parts, n = [9408 + 128], 64
    for stage, number in enumerate(blocks):
        width = 64 << stage
        projection = (n + 2) * factor * width if n != factor * width else 0
        parts.append(block(n, width) + projection + (number - 1) * block(factor * width, width))
        n = factor * width
    return [*parts, n * 1000 + 1000]


def networks(*stages):
    """Random networks with so many stages, of both sorts."""

    def cases(rng):
        for number in stages:
            for bottleneck in (False, True):
                blocks = [int(count) for count in rng.integers(1, 5, size=number)]
                yield Case(f"{blocks}, bottleneck={bottleneck}", dict(blocks=blocks, bottleneck=bottleneck))

    return cases


def published(rng):
    """ResNet-18, ResNet-50 and ResNet-152."""
    yield Case("ResNet-18", dict(blocks=[2, 2, 2, 2], bottleneck=False))
    yield Case("ResNet-50", dict(blocks=[3, 4, 6, 3], bottleneck=True))
    yield Case("ResNet-152", dict(blocks=[3, 8, 36, 3], bottleneck=True))


def plain(rng):
    """Networks without bottlenecks."""
    yield from (case for case in several(published, networks(1, 2, 4))(rng) if not case.inputs["bottleneck"])


def narrow(rng):
    """Networks of bottlenecks."""
    yield from (case for case in several(published, networks(1, 2, 4))(rng) if case.inputs["bottleneck"])


EXERCISE = Exercise(resnet_parameters, reference, accepts=[first_and_others], checks={
    "plain": agrees("counts blocks of two convolutions", on=plain, points=2,
        hint=("Which blocks of a stage have as many channels at their end as at their beginning?",
              "n * 9 * m weights and 2 * m for the norm; the first block of the later stages has a projection, too."),
        catches=[Mistake("gives each convolution a bias", "n * size * m + 2 * m", "n * size * m + 3 * m",
                         hint="Behind each convolution comes a norm, whose beta does what a bias would do."),
                 Mistake("forgets gamma and beta", "n * size * m + 2 * m", "n * size * m"),
                 Mistake("counts one number for each channel of a norm", "n * size * m + 2 * m", "n * size * m + m"),
                 Mistake("has no projections", "if channels != out:", "if False:"),
                 Mistake("has a projection in every block", "if channels != out:", "if True:"),
                 Mistake("has a projection in the first stage, too, where the channels stay as they are",
                         "if channels != out:", "if channels != out or not (stage or total):",
                         hint="From 64 channels to 64 nothing has to be projected."),
                 Mistake("forgets the norm of the stem", "64 * 3 * 49 + 2 * 64", "64 * 3 * 49",
                         hint="A norm comes behind each convolution, the stem's too."),
                 Mistake("forgets the biases of the dense layer", "1000 * (channels + 1)", "1000 * channels",
                         hint="The dense layer has biases: 1000 of them.")]),
    "bottleneck": agrees("counts bottlenecks", on=narrow, points=3,
        hint=("How many channels come into a bottleneck, and how many go out?",
              "The first stage goes from 64 channels to 256: it needs a projection, too."),
        catches=[Mistake("has no projection in the first stage", "if channels != out:",
                         "if channels != out and stage:"),
                 Mistake("counts the blocks of two convolutions for bottlenecks", "if bottleneck:", "if False:",
                         hint="A bottleneck has three convolutions: of 1 by 1, 3 by 3, and 1 by 1."),
                 Mistake("takes filters of 3 by 3 for all three convolutions",
                         "[(channels, 1, width), (width, 9, width), (width, 1, 4 * width)]",
                         "[(channels, 9, width), (width, 9, width), (width, 9, 4 * width)]",
                         hint="A bottleneck has three convolutions: of 1 by 1, 3 by 3, and 1 by 1."),
                 Mistake("lets every block begin with the stage's width", "            channels = out\n",
                         "            channels = width if bottleneck else out\n",
                         hint="A block gets what the one before it puts out: four times the width.")]),
    "pure": keeps_inputs(on=networks(2), points=1,
        hint="`blocks.pop()` empties the caller's list.",
        catches=[Mistake("empties the caller's list", "    return [*", "    blocks.clear()\n    return [*")]),
})
