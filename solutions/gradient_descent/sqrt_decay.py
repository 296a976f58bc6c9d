"""sqrt_decay: a learning rate that falls like one over the root of the epoch."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, raises


def sqrt_decay(lr0, k, epoch):
    """Return the learning rate ``k / sqrt(epoch) * lr0`` of an epoch.

    ``lr0`` and ``k`` are numbers. ``epoch`` is one whole number or an int array of them of any shape; the
    result is a number, or an array of that shape. Epochs count from 1 here: if any is below 1 raise ValueError.

    >>> print(sqrt_decay(0.2, 1.0, 4))
    0.1
    >>> print(sqrt_decay(0.8, 0.5, np.array([1, 4, 16])))
    [0.4 0.2 0.1]
    """
    if np.any(np.less(epoch, 1)):
        raise ValueError("epochs count from 1")
    return k / np.sqrt(epoch) * lr0


def reference(lr0, k, epoch):
    import torch

    epoch = torch.as_tensor(epoch, dtype=torch.float64)
    if (epoch < 1).any():
        raise ValueError("epochs count from 1")
    return torch.full_like(epoch, k) / torch.sqrt(epoch) * lr0


def by_power(lr0, k, epoch):
    """Another right solution: a power of one half."""
    epoch = np.asarray(epoch)
    if epoch.min() <= 0:
        raise ValueError(f"epoch {epoch.min()}: they count from 1")
    return lr0 * k / epoch**0.5


def one_number(lr0, k, epoch):
    """A mistake: a comparison and a conversion that take one number."""
    if int(epoch) < 1:
        raise ValueError("epochs count from 1")
    return k / float(epoch) ** 0.5 * lr0


def one_epoch(rng):
    """Single epochs: the first, squares and others."""
    for epoch in (1, 4, int(rng.integers(5, 20)), int(rng.integers(100, 1000))):
        inputs = dict(lr0=float(rng.uniform(0.01, 0.5)), k=float(rng.uniform(0.5, 3)), epoch=epoch)
        yield Case(f"epoch {epoch}", inputs)


def many_epochs(rng):
    """Arrays of epochs, in order and not."""
    epochs = ("in order", np.arange(1, 13)), ("one", np.array([5])), ("a table", rng.integers(1, 50, size=(3, 4)))
    for name, epoch in epochs:
        yield Case(name, dict(lr0=float(rng.uniform(0.01, 0.5)), k=float(rng.uniform(0.5, 3)), epoch=epoch))


def from_zero(rng):
    """Epochs that there are not, alone and among others, and the first that there is."""
    epochs = {"0": 0, "-1": -1, "1": 1, "0 to 4": np.arange(5), "a 0 at the end": np.array([3, 2, 1, 0]),
              "1 to 4": np.arange(1, 5)}
    for name, epoch in epochs.items():
        yield Case(f"epoch {name}", dict(lr0=float(rng.uniform(0.01, 0.5)), k=float(rng.uniform(0.5, 3)), epoch=epoch))


EXERCISE = Exercise(sqrt_decay, reference, accepts=[by_power], checks={
    "rate": agrees("gives the rate of one epoch", on=one_epoch, points=2,
        hint="The rate halves when the epoch is four times as large.",
        catches=[Mistake("divides by the epoch, not by its root", "np.sqrt(epoch)", "np.asarray(epoch)"),
                 Mistake("takes the root of k as well", "k / np.sqrt(epoch)", "np.sqrt(k / epoch)"),
                 Mistake("divides lr0 by k", "k / np.sqrt(epoch) * lr0", "lr0 / (k * np.sqrt(epoch))"),
                 Mistake("forgets k", "k / np.sqrt(epoch)", "1 / np.sqrt(epoch)"),
                 Mistake("counts the first epoch as 2", "np.sqrt(epoch)", "np.sqrt(epoch + 1)"),
                 Mistake("divides by lr0 as well", "np.sqrt(epoch) * lr0", "(np.sqrt(epoch) * lr0)")]),
    "array": agrees("takes an array of epochs", on=many_epochs, points=1,
        hint="NumPy's functions work on arrays and on single numbers; int(), `if` and the math module do not.",
        catches=[Mistake("takes a single epoch only", function=one_number),
                 Mistake("flattens the array", "np.sqrt(epoch)", "np.sqrt(np.ravel(epoch))")]),
    "start": raises("refuses epochs below 1", on=from_zero, points=1,
        hint="Dividing by the root of 0 gives inf and a warning, and no exception: look before you divide.",
        catches=[Mistake("accepts epoch 0, which divides by 0", "np.less(epoch, 1)", "np.less(epoch, 0)"),
                 Mistake("refuses epoch 1 too", "np.less(epoch, 1)", "np.less_equal(epoch, 1)", raises="ValueError"),
                 Mistake("looks at the first epoch of an array only", "np.less(epoch, 1)",
                         "np.less(np.ravel(epoch)[0], 1)"),
                 Mistake("refuses an array only where all its epochs are below 1", "np.any", "np.all")]),
})
