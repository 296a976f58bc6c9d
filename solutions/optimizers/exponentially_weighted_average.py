"""exponentially_weighted_average: the running mean behind momentum, RMSProp and Adam."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def exponentially_weighted_average(values, beta, bias_correction):
    """Return the exponentially weighted average of ``values`` after each of them, as floats of the same shape.

    ``values`` is ``(T,)``, or ``(T, D)`` for ``D`` series side by side; time runs along the first axis, and the
    numbers may be ints. The average starts at 0 and becomes ``average = beta * average + (1 - beta) * value``
    with each value, ``0 <= beta < 1``. If ``bias_correction`` is True, the result for value number ``t``
    (the first one is ``t=1``) is ``average / (1 - beta**t)``; the average that is carried on stays uncorrected.

    >>> values = np.array([10.0, 20.0, 30.0])
    >>> print(exponentially_weighted_average(values, 0.5, False))
    [ 5.   12.5  21.25]
    >>> print(exponentially_weighted_average(values, 0.5, True).round(4))
    [10.     16.6667 24.2857]
    """
    averages = np.zeros(values.shape)
    average = 0.0
    for t, value in enumerate(values, start=1):
        average = beta * average + (1 - beta) * value
        averages[t - 1] = average / (1 - beta**t) if bias_correction else average
    return averages


def reference(values, beta, bias_correction):
    """The sum written out: value i counts (1 - beta) beta^(t - i) in average t."""
    import torch

    t = torch.arange(1, len(values) + 1, dtype=torch.float64)
    weights = torch.tril((1 - beta) * beta ** torch.clamp(t[:, None] - t[None, :], min=0))
    if bias_correction:
        weights = weights / (1 - beta**t)[:, None]
    return weights @ values.double()


def weighted_sums(values, beta, bias_correction):
    """Another right solution: each average from scratch; corrected, its weights add up to 1."""
    averages = []
    for t in range(1, len(values) + 1):
        weights = beta ** np.arange(t)[::-1]
        total = weights.sum() if bias_correction else 1 / (1 - beta)
        averages.append(np.tensordot(weights, values[:t], axes=1) / total)
    return np.stack(averages)


def all_corrected_at_the_end(values, beta, bias_correction):
    """Another right solution: the correction in one go."""
    values = values.astype(float)
    averages = [(1 - beta) * values[0]]
    for value in values[1:]:
        averages.append(averages[-1] + (1 - beta) * (value - averages[-1]))
    powers = beta ** np.arange(1, len(values) + 1) if bias_correction else np.zeros(len(values))
    return np.array(averages) / (1 - powers).reshape(-1, *[1] * (values.ndim - 1))


def fed_back(values, beta, bias_correction):
    """A mistake: the corrected average is carried on."""
    averages = np.zeros(values.shape)
    average = 0.0
    for t, value in enumerate(values, start=1):
        average = beta * average + (1 - beta) * value
        if bias_correction:
            average = average / (1 - beta**t)
        averages[t - 1] = average
    return averages


def along_the_rows(values, beta, bias_correction):
    """A mistake: time along the last axis."""
    averages = np.zeros(values.shape)
    average = 0.0
    for t in range(1, values.shape[-1] + 1):
        average = beta * average + (1 - beta) * values[..., t - 1]
        averages[..., t - 1] = average / (1 - beta**t) if bias_correction else average
    return averages


def one_series(values, beta, bias_correction):
    """A mistake: all columns are one long series."""
    averages = np.zeros(values.size)
    average = 0.0
    for t, value in enumerate(values.ravel(), start=1):
        average = beta * average + (1 - beta) * value
        averages[t - 1] = average / (1 - beta**t) if bias_correction else average
    return averages.reshape(values.shape)


def series(bias_correction, *shapes, betas=(0.9, 0.5), whole=False):
    """Random series of these shapes; ``whole`` ones are ints."""

    def cases(rng):
        for shape in shapes:
            for beta in betas:
                values = rng.normal(loc=3.0, scale=2.0, size=shape)
                values = rng.integers(1, 100, size=shape) if whole else values
                name = f"{'ints of ' if whole else ''}shape {shape}, beta={beta}"
                yield Case(name, dict(values=values, beta=beta, bias_correction=bias_correction))

    return cases


def constant(rng):
    """A constant, whose corrected average is that constant from the first value on."""
    values = np.full(20, rng.uniform(1, 9))
    yield Case("a constant", dict(values=values, beta=0.98, bias_correction=True))


EXERCISE = Exercise(
    exponentially_weighted_average, reference, accepts=[weighted_sums, all_corrected_at_the_end], checks={
    "plain": agrees("averages without correction", on=series(False, (2,), (7,), (40,)), points=2,
        hint="The average starts at 0: the first one is (1 - beta) times the first value.",
        catches=[Mistake("swaps the weights of the old average and the new value",
                         "beta * average + (1 - beta) * value", "(1 - beta) * average + beta * value"),
                 Mistake("starts at the first value instead of 0", "average = 0.0", "average = values[0]"),
                 Mistake("adds the whole value, without (1 - beta)", "(1 - beta) * value", "value"),
                 Mistake("corrects the bias even when it is told not to", "if bias_correction else average", "")]),
    "corrected": agrees("corrects the bias of the start", points=3,
        on=several(series(True, (2,), (7,), (40,)), constant),
        hint=("How much of the average after t values is still the 0 it started from?",
              "The weights of t values add up to 1 - beta**t; carry the uncorrected average on."),
        catches=[Mistake("never corrects the bias", "average / (1 - beta**t) if bias_correction else average",
                         "average"),
                 Mistake("carries the corrected average on to the next value", function=fed_back),
                 Mistake("divides by 1 - beta at every step", "beta**t)", "beta)"),
                 Mistake("counts the values from 0, so that the first one divides by 0", "beta**t)",
                         "beta**(t - 1))",
                         hint="The first value is number 1."),
                 Mistake("multiplies by 1 - beta**t instead of dividing", "average / (1", "average * (1")]),
    "columns": agrees("averages several series side by side", points=2,
        on=several(series(False, (6, 3), (4, 4), (5, 1)), series(True, (3, 6), (4, 4), (1, 5))),
        hint="Time runs along the first axis: one value is a whole row.",
        catches=[Mistake("runs along the last axis instead of the first", function=along_the_rows),
                 Mistake("runs through all columns as one long series", function=one_series)]),
    "ints": agrees("takes whole numbers and returns floats", points=1,
        on=several(series(False, (9,), whole=True), series(True, (5, 2), whole=True)),
        hint="An array made like one of ints rounds what is written into it.",
        catches=[Mistake("stores the averages as ints", "np.zeros(values.shape)", "np.zeros_like(values)")]),
    "pure": keeps_inputs(on=several(series(False, (7,)), series(True, (6, 3))), points=1,
        hint="Write the averages into an array of their own.",
        catches=[Mistake("writes the averages over the caller's values",
                         "averages = np.zeros(values.shape)", "averages = values")]),
})
