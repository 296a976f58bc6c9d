"""inverse_decay: a learning rate that falls like one over the epoch."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def inverse_decay(lr0, decay, epoch):
    """Return the learning rate ``lr0 / (1 + decay * epoch)`` of an epoch.

    ``lr0`` is the learning rate of epoch 0 and ``decay`` a number of at least 0. ``epoch`` is one whole number,
    counted from 0, or an int array of them of any shape; the result is a number, or an array of that shape.

    >>> print(inverse_decay(0.2, 1.0, 1))
    0.1
    >>> print(inverse_decay(0.2, 1.0, np.arange(5)).round(3))
    [0.2   0.1   0.067 0.05  0.04 ]
    """
    return lr0 / (1 + decay * epoch)


def reference(lr0, decay, epoch):
    import torch

    return lr0 / (1 + decay * torch.as_tensor(epoch, dtype=torch.float64))


def by_division(lr0, decay, epoch):
    """Another right solution: the reciprocals first."""
    epoch = np.asarray(epoch, dtype=float)
    return lr0 * np.reciprocal(1.0 + epoch * decay)


def stepwise(lr0, decay, epoch):
    """A mistake: the rate of one epoch is decayed once more for the next."""
    rate, last = lr0, np.max(epoch)
    rates = []
    for i in range(int(last) + 1):
        rate = rate / (1 + decay * i)
        rates.append(rate)
    return np.array(rates)[epoch]


def one_number(lr0, decay, epoch):
    """A mistake: Python's own conversion, which takes one number."""
    return lr0 / (1 + decay * int(epoch))


def one_epoch(rng):
    """Single epochs: the first ones, where the 1 counts most, and late ones."""
    for epoch in (0, 1, 2, int(rng.integers(3, 20)), int(rng.integers(100, 1000))):
        inputs = dict(lr0=float(rng.uniform(0.01, 0.5)), decay=float(rng.uniform(0.1, 2.0)), epoch=epoch)
        yield Case(f"epoch {epoch}", inputs)
    yield Case("no decay", dict(lr0=float(rng.uniform(0.01, 0.5)), decay=0.0, epoch=7))


def many_epochs(rng):
    """Arrays of epochs, in order and not."""
    epochs = {"in order": np.arange(12), "one": np.array([4]), "a table": rng.integers(50, size=(3, 4))}
    for name, epoch in epochs.items():
        yield Case(name, dict(lr0=float(rng.uniform(0.01, 0.5)), decay=float(rng.uniform(0.1, 2.0)), epoch=epoch))


EXERCISE = Exercise(inverse_decay, reference, accepts=[by_division], checks={
    "rate": agrees("gives the rate of one epoch", on=one_epoch, points=2,
        hint=("What is the rate in epoch 0, and by how much does the denominator grow in each epoch?",
              "The denominator is 1 in epoch 0 and grows by decay in each epoch."),
        catches=[Mistake("divides by 1 + decay once for each epoch, which decays exponentially",
                         "(1 + decay * epoch)", "(1 + decay) ** epoch"),
                 Mistake("subtracts a share of lr0 in each epoch instead of dividing",
                         "lr0 / (1 + decay * epoch)", "lr0 * (1 - decay * epoch)"),
                 Mistake("leaves out the 1, so that epoch 0 divides by 0", "1 + decay * epoch", "decay * epoch"),
                 Mistake("adds epoch outside the product", "decay * epoch", "decay + epoch"),
                 Mistake("multiplies by the denominator", "lr0 / (", "lr0 * ("),
                 Mistake("counts the first epoch as 1", "decay * epoch", "decay * (epoch + 1)"),
                 Mistake("decays the rate that has been decayed already, once more in each epoch",
                         function=stepwise)]),
    "array": agrees("takes an array of epochs", on=many_epochs, points=1,
        hint="NumPy's operators work on arrays and on single numbers; int() and `if` do not.",
        catches=[Mistake("takes a single epoch only", function=one_number, raises="TypeError"),
                 Mistake("gives the rate of the last epoch alone", "decay * epoch", "decay * np.max(epoch)"),
                 Mistake("flattens the array", "decay * epoch", "decay * np.ravel(epoch)")]),
})
