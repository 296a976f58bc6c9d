"""exponential_decay: a learning rate that shrinks by the same factor in each epoch."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def exponential_decay(lr0, epoch, base=0.95):
    """Return the learning rate ``lr0 * base**epoch`` of an epoch.

    ``lr0`` is the learning rate of epoch 0 and ``base``, between 0 and 1, the factor from one epoch to the
    next. ``epoch`` is one whole number, counted from 0, or an int array of them of any shape; the result is a
    number, or an array of that shape.

    >>> print(round(exponential_decay(0.2, 2), 6))
    0.1805
    >>> print(exponential_decay(0.8, np.arange(4), base=0.5))
    [0.8 0.4 0.2 0.1]
    """
    return lr0 * base**epoch


def reference(lr0, epoch, base=0.95):
    """torch's own schedule, run up to the last epoch that is asked for."""
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1)], lr=lr0)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=base)
    rates = []
    for _ in range(int(torch.as_tensor(epoch).max()) + 1):
        rates += schedule.get_last_lr()
        optimizer.step()
        schedule.step()
    return torch.tensor(rates, dtype=torch.float64)[epoch]


def by_logarithm(lr0, epoch, base=0.95):
    """Another right solution: an exponential function."""
    return lr0 * np.exp(np.asarray(epoch) * np.log(base))


def by_products(lr0, epoch, base=0.95):
    """Another right solution: all rates up to the last epoch, one product after the other."""
    factors = np.full(int(np.max(epoch)) + 1, float(base))
    factors[0] = lr0
    return np.cumprod(factors)[epoch]


def one_number(lr0, epoch, base=0.95):
    """A mistake: a function of one number."""
    rate = lr0
    for _ in range(int(epoch)):
        rate *= base
    return rate


def one_epoch(rng):
    """Single epochs, with the usual base."""
    for epoch in (0, 1, 2, int(rng.integers(3, 20)), int(rng.integers(50, 90))):
        yield Case(f"epoch {epoch}", dict(lr0=float(rng.uniform(0.01, 0.5)), epoch=epoch))


def other_bases(rng):
    """Single epochs, with slower and faster decay."""
    for low, high in ((0.3, 0.6), (0.7, 0.9), (0.97, 0.999)):
        base, epoch = float(rng.uniform(low, high)), int(rng.integers(2, 12))
        yield Case(f"base {base:.3f}", dict(lr0=float(rng.uniform(0.01, 0.5)), epoch=epoch, base=base))
    yield Case("no decay", dict(lr0=float(rng.uniform(0.01, 0.5)), epoch=9, base=1.0))


def many_epochs(rng):
    """Arrays of epochs, in order and not."""
    epochs = {"in order": np.arange(12), "one": np.array([4]), "a table": rng.integers(50, size=(3, 4))}
    for name, epoch in epochs.items():
        yield Case(name, dict(lr0=float(rng.uniform(0.01, 0.5)), epoch=epoch))


EXERCISE = Exercise(exponential_decay, reference, accepts=[by_logarithm, by_products], checks={
    "rate": agrees("gives the rate of one epoch", on=one_epoch, points=2,
        hint=("What is the rate in epoch 0, and what happens to it in each epoch?",
              "Every epoch multiplies the rate by base once more."),
        catches=[Mistake("multiplies by base once, whatever the epoch", "base**epoch", "base"),
                 Mistake("multiplies base by epoch instead of raising it to that power", "base**epoch", "base * epoch"),
                 Mistake("takes the epoch to the power of base", "base**epoch", "epoch**base"),
                 Mistake("counts the first epoch as 1", "base**epoch", "base ** (epoch + 1)"),
                 Mistake("raises the learning rate to the power as well", "lr0 * base**epoch", "(lr0 * base) ** epoch"),
                 Mistake("takes base for a rate of decay, exp(-base * epoch)",
                         "base**epoch", "np.exp(-base * epoch)")]),
    "base": agrees("uses the base that it is given", on=other_bases, points=1,
        hint="base is an argument: 0.95 stands in the signature only.",
        catches=[Mistake("always uses the base 0.95", "base**epoch", "0.95**epoch")]),
    "array": agrees("takes an array of epochs", on=many_epochs, points=1,
        hint="NumPy's operators work on arrays and on single numbers; int() and range() do not.",
        catches=[Mistake("takes a single epoch only", function=one_number, raises="TypeError"),
                 Mistake("multiplies the rates of all epochs together", "base**epoch", "np.prod(base**epoch)"),
                 Mistake("flattens the array", "base**epoch", "base ** np.ravel(epoch)")]),
})
