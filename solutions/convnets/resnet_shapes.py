"""resnet_shapes: a hundred layers in four stages (He et al. 2016)."""

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def resnet_shapes(blocks, bottleneck):
    """Return the shapes of what the parts of a ResNet put out for one image: a list of tuples of ints.

    The image has three channels of 224 by 224 pixels. The parts are

    - the stem: a convolution with 64 filters of 7 by 7, stride 2, padding 3;
    - max pooling over windows of 3 by 3 with stride 2 and padding 1;
    - a stage for each number in the list ``blocks``, of so many residual blocks, 1 or more. The first block of every
      stage but the first has stride 2; all other convolutions keep the size. Convolutions of 3 by 3 have a padding
      of 1, so that an odd length is rounded up when it is halved. The width is 64 in the first stage and doubles from
      stage to stage. Blocks put out as many channels as the stage is wide, ``bottleneck`` ones (True) four times as
      many;
    - the mean of each map, and a dense layer of 1000 units.

    Maps have the shape ``(channels, height, width)``, the last two parts ``(length,)``.

    >>> resnet_shapes([2, 2, 2, 2], False)
    [(64, 112, 112), (64, 56, 56), (64, 56, 56), (128, 28, 28), (256, 14, 14), (512, 7, 7), (512,), (1000,)]
    """
    channels = 256 if bottleneck else 64
    shapes, side = [(64, 112, 112), (64, 56, 56)], 56
    for stage in range(len(blocks)):
        shapes.append((channels * 2**stage, side, side))
        side = (side + 1) // 2
    return [*shapes, shapes[-1][:1], (1000,)]


def reference(blocks, bottleneck):
    """The shapes that torch's own layers put out, without computing anything."""
    import torch
    from torch import nn

    def conv(n, m, size, stride=1):
        return nn.Conv2d(n, m, size, stride, size // 2, bias=False, device="meta")

    x = conv(3, 64, 7, 2)(torch.zeros(1, 3, 224, 224, device="meta"))
    shapes = [x.shape]
    x = nn.MaxPool2d(3, 2, 1)(x)
    shapes.append(x.shape)
    for stage, number in enumerate(blocks):
        width = 64 * 2**stage
        for block in range(number):
            n, stride = x.shape[1], 2 if stage and not block else 1
            if bottleneck:
                x = conv(width, 4 * width, 1)(conv(width, width, 3, stride)(conv(n, width, 1)(x)))
            else:
                x = conv(width, width, 3)(conv(n, width, 3, stride)(x))
        shapes.append(x.shape)
    x = x.mean(dim=(2, 3))
    return [*(tuple(shape[1:]) for shape in shapes), tuple(x.shape[1:]), (1000,)]


def stage_by_stage(blocks, bottleneck):
    """Another right solution: lengths from the rule of the convolution."""
    side = (224 + 6 - 7) // 2 + 1
    shapes = [(64, side, side)]
    side = (side + 2 - 3) // 2 + 1
    shapes.append((64, side, side))
    width = 64
    for stage, _ in enumerate(blocks):
        if stage > 0:
            side, width = (side + 2 - 3) // 2 + 1, 2 * width
        out = width * (4 if bottleneck else 1)
        shapes.append((out, side, side))
    return [*shapes, (out,), (1000,)]


def networks(*stages):
    """Random networks with so many stages, of both sorts."""

    def cases(rng):
        for number in stages:
            for bottleneck in (False, True):
                blocks = [int(count) for count in rng.integers(1, 4, size=number)]
                yield Case(f"{blocks}, bottleneck={bottleneck}", dict(blocks=blocks, bottleneck=bottleneck))

    return cases


def published(rng):
    """ResNet-18 and ResNet-50."""
    yield Case("ResNet-18", dict(blocks=[2, 2, 2, 2], bottleneck=False))
    yield Case("ResNet-50", dict(blocks=[3, 4, 6, 3], bottleneck=True))


EXERCISE = Exercise(resnet_shapes, reference, accepts=[stage_by_stage], checks={
    "plain": agrees("halves the maps and doubles the channels from stage to stage", points=3,
        on=several(published, networks(2, 3, 4)),
        hint=("What does the first stage leave as it is, and what do the others change?",
              "The stem and the pooling have halved twice already; a bottleneck puts out four times the width."),
        catches=[Mistake("halves the maps in the first stage as well", "(64, 56, 56)], 56", "(64, 56, 56)], 28"),
                 Mistake("forgets that a bottleneck widens again at its end", "256 if bottleneck else 64", "64"),
                 Mistake("widens blocks that are no bottlenecks", "256 if bottleneck else 64", "256"),
                 Mistake("leaves out the pooling", "[(64, 112, 112), (64, 56, 56)], 56", "[(64, 112, 112)], 56"),
                 Mistake("does not double the channels", "channels * 2**stage", "channels",
                         hint="The width is 64 in the first stage, then 128, then 256."),
                 Mistake("flattens the maps instead of taking the mean of each", "shapes[-1][:1]",
                         "(shapes[-1][0] * shapes[-1][1] ** 2,)",
                         hint="The mean of each map leaves one number for each channel.")]),
    "deep": agrees("rounds odd lengths up", on=networks(5, 6), points=1,
        hint="With a padding of 1, the windows that begin at places 0, 2, 4 and 6 of 7 all fit.",
        catches=[Mistake("rounds odd lengths down", "(side + 1) // 2", "side // 2")]),
    "pure": keeps_inputs(on=networks(2), points=1,
        hint="`blocks.pop()` empties the caller's list.",
        catches=[Mistake("empties the caller's list", "    return [*", "    blocks.clear()\n    return [*")]),
})
