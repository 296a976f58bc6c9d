"""update_mean: the mean over an epoch, batch by batch, without keeping the batches."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, Script, agrees


def update_mean(mean, count, value, n):
    """Return ``(mean, count)`` after a batch of ``n`` samples whose mean is ``value``.

    Before it ``mean`` was the mean over ``count`` samples; after it, it is the mean over all ``count + n`` of them,
    and that is the new ``count``. All four are numbers, ``count`` and ``n`` whole ones with ``n >= 1``. ``count`` may
    be 0: then no sample has been seen, ``mean`` means nothing, and the result is ``(value, n)``. Batches may differ in
    size, as the last of an epoch does.

    >>> print(update_mean(0.5, 4, 1.0, 1))
    (0.6, 5)
    >>> print(update_mean(0.0, 0, 2.5, 32))
    (2.5, 32)
    """
    total = count + n
    return (mean * count + value * n) / total, total


def reference(mean, count, value, n):
    """The mean over all samples, written out."""
    import torch

    samples = torch.cat([torch.full((count,), mean, dtype=torch.float64), torch.full((n,), value, dtype=torch.float64)])
    return samples.mean(), torch.tensor(len(samples))


def by_a_share(mean, count, value, n):
    """Another right solution: a step of n / (count + n) towards the new value."""
    return mean + (value - mean) * (n / (count + n)), n + count


def by_average(mean, count, value, n):
    """Another right solution: NumPy's weighted average."""
    return float(np.average([mean, value], weights=[count, n])), count + n


def batches(*sizes):
    """Random means, as ``(count, n)`` asks."""

    def cases(rng):
        for count, n in sizes:
            mean, value = rng.uniform(0.2, 3, size=2)
            inputs = dict(mean=float(mean), count=count, value=float(value) + 3 * (count % 2), n=n)
            yield Case(f"{n} more after {count}", inputs)

    return cases


def first(rng):
    """The first batch, after a mean that is 0 and after one that is a leftover."""
    for mean in (0.0, float(rng.uniform(3, 9))):
        value, n = float(rng.uniform(1, 2)), int(rng.integers(2, 9))
        yield Case("the first batch", dict(mean=mean, count=0, value=value, n=n))


def epoch(rng):
    """All batches of an epoch, the last one short."""
    script = Script()
    kept = [0.0, 0]
    for n in (8, 8, 8, int(rng.integers(1, 4))):
        kept = script.call("update_mean", *kept, float(rng.uniform(0.1, 4)), n).items(2)
    yield Case("an epoch", script.returning(mean=kept[0], count=kept[1]))


EXERCISE = Exercise(update_mean, reference, accepts=[by_a_share, by_average], checks={
    "batch": agrees("weighs each mean by its samples", points=3,
        on=batches((4, 1), (3, 5), (64, 7), (1, 1), (10, 30), (7, 2)),
        hint=("What is the sum over the first `count` samples, and over the `n` new ones?",
              "Add the two sums, and divide by the number of samples."),
        catches=[Mistake("averages the two means, however many samples are behind each",
                         "(mean * count + value * n) / total", "(mean + value) / 2"),
                 Mistake("averages the two means, if there are two, however many samples are behind each",
                         "(mean * count + value * n) / total", "((mean + value) / 2 if count else value)"),
                 Mistake("goes one sample's way to the new mean, as if n were 1: (value - mean) / (count + n)",
                         "(mean * count + value * n) / total", "mean + (value - mean) / total"),
                 Mistake("counts each batch as one sample", "(mean * count + value * n) / total",
                         "(mean * count + value) / (count + 1)"),
                 Mistake("adds the new mean without weighing it by n", "value * n", "value"),
                 Mistake("divides by the old count", "/ total, total", "/ count, total"),
                 Mistake("swaps the weights", "mean * count + value * n", "mean * n + value * count"),
                 Mistake("returns the sum, without dividing", " / total, total", ", total"),
                 Mistake("counts batches, not samples", "/ total, total", "/ total, count + 1"),
                 Mistake("forgets the samples of before in the count", "/ total, total", "/ total, n")]),
    "first": agrees("starts with the first batch", on=first, points=1,
        hint="With a count of 0 nothing of the old mean is left.",
        catches=[Mistake("takes the start for a sample that was 0", "(mean * count + value * n) / total",
                         "(mean * max(count, 1) + value * n) / max(total, n + 1)")]),
    "epoch": agrees("ends an epoch with the mean over all samples", on=epoch, points=1,
        hint="A short last batch counts as much as it has samples.",
        catches=[Mistake("counts the last, short batch as much as a full one",
                         "(mean * count + value * n) / total",
                         "(mean * count + value * max(n, 8)) / (count + max(n, 8))")]),
})
