"""conv_output_size: how many places a filter has along one axis."""

from autograder.exercise import Case, Exercise, Mistake, agrees
from autograder.exercise.cases import several


def conv_output_size(size, kernel, stride, pad):
    """Return the length of a convolution's output along one axis, an int.

    The input has ``size`` elements along that axis and gets ``pad`` zeros at both ends. A kernel of ``kernel``
    elements starts at the first of them, padding included, and moves by ``stride``. Every place where it fits whole
    counts as one; elements at the end that a whole step no longer reaches are left out. All four are ints, ``stride``
    is at least 1, ``pad`` at least 0, and the kernel fits at least once. Pooling follows the same rule.

    >>> conv_output_size(28, 5, 1, 0)
    24
    >>> conv_output_size(32, 5, 1, 0)
    28
    >>> conv_output_size(7, 3, 2, 1)
    4
    """
    return 1 + (size + 2 * pad - kernel) // stride


def reference(size, kernel, stride, pad):
    """The length of what torch's own convolution returns."""
    import torch

    x, w = torch.zeros(1, 1, size), torch.zeros(1, 1, kernel)
    return torch.nn.functional.conv1d(x, w, stride=stride, padding=pad).shape[-1]


def by_counting(size, kernel, stride, pad):
    """Another right solution: list the places where the kernel starts."""
    return len(range(0, size + 2 * pad - kernel + 1, stride))


def halves(size, kernel, stride, pad):
    """A mistake: a rule that fits one window only."""
    return size // 2


def apart(size, kernel, stride, pad):
    """A mistake: image and padding counted separately."""
    return 1 + (size - kernel) // stride + 2 * pad // stride


def published(rng):
    """The sizes that every course works out."""
    for size, kernel in ((28, 5), (32, 5), (14, 5)):
        yield Case(f"{size}, {kernel}", dict(size=size, kernel=kernel, stride=1, pad=0))


def axes(*pairs, leftover=False):
    """Random axes with these strides and paddings; with ``leftover`` the last step does not fit whole."""

    def cases(rng):
        for stride, pad in pairs:
            for steps in (0, 1, int(rng.integers(2, 30))):
                kernel = 2 * pad + int(rng.integers(1, 8))
                size = kernel + stride * steps - 2 * pad
                size += int(rng.integers(1, stride)) if leftover else 0
                yield Case(f"{size}, {kernel}, {stride}, {pad}", dict(size=size, kernel=kernel, stride=stride, pad=pad))

    return cases


EXERCISE = Exercise(conv_output_size, reference, accepts=[by_counting], checks={
    "valid": agrees("counts the places of a kernel that moves by 1", on=several(published, axes((1, 0))), points=1,
        hint="How many places are there for a kernel as long as the axis?",
        catches=[Mistake("forgets the first place: the number of steps is one less than that of places",
                         "1 + (size", "(size"),
                 Mistake("subtracts the kernel and one more", "1 + (size", "(size - 1"),
                 Mistake("halves the axis, whatever the kernel", function=halves),
                 Mistake("keeps the length of the axis", "(size + 2 * pad - kernel) // stride", "size - 1")]),
    "pad": agrees("counts the padding", on=axes((1, 1), (1, 2), (1, 4)), points=1,
        hint="Zeros are added at both ends.",
        catches=[Mistake("counts the padding at one end only", "2 * pad", "pad"),
                 Mistake("ignores the padding", " + 2 * pad", ""),
                 Mistake("takes the padding off instead of adding it", "+ 2 * pad", "- 2 * pad")]),
    "stride": agrees("steps by `stride`, and drops a step that does not fit", points=2,
        on=several(axes((2, 0), (2, 1), (3, 2)), axes((2, 0), (3, 1), (4, 2), (5, 3), leftover=True)),
        hint=("Which part of the length is walked in steps, and what if the last step is too long?",
              "Whole steps only: round down, then add the first place."),
        catches=[Mistake("ignores the stride", " // stride", "",
                         hint="The kernel moves by stride: divide what is left of the length by it."),
                 Mistake("rounds up, as if the last step could be cut short",
                         "(size + 2 * pad - kernel) // stride", "-(-(size + 2 * pad - kernel) // stride)"),
                 Mistake("does not round", "// stride", "/ stride"),
                 Mistake("counts the steps of image and padding apart, and rounds each down", function=apart,
                         hint="Add the padding to the length first; then divide once, and round down."),
                 Mistake("adds the first place before dividing by the stride",
                         "1 + (size + 2 * pad - kernel) // stride", "(1 + size + 2 * pad - kernel) // stride")]),
})
