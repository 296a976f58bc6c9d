"""cosine_schedule: a learning rate that warms up, and then falls along half a cosine (Loshchilov & Hutter 2017)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees
from autograder.exercise.cases import several


def cosine_schedule(step, lr, warmup, total, low=0):
    """Return the learning rate of update number ``step``, a float; the first update has ``step=0``.

    During the first ``warmup`` updates, where ``step < warmup``, it is ``lr * (step + 1) / warmup``: it rises in a
    straight line, is never 0, and is ``lr`` for the last one of them. From ``step = warmup`` to ``step = total`` it
    falls from ``lr`` to ``low`` along half a cosine: with ``progress``, which goes in a straight line from 0 to 1 in
    between, it is ``low + (lr - low) * (1 + cos(pi * progress)) / 2``. After that it stays at ``low``.

    ``step``, ``warmup`` and ``total`` are whole numbers with ``step >= 0`` and ``0 <= warmup < total``; with
    ``warmup=0`` it falls from the start. ``lr`` is larger than ``low``.

    >>> print([round(float(cosine_schedule(step, 1.0, 10, 110, low=0.1)), 4) for step in (0, 9, 35, 60, 110, 500)])
    [0.1, 1.0, 0.8682, 0.55, 0.1, 0.1]
    """
    if step < warmup:
        return lr * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1)
    return low + (lr - low) * (1 + np.cos(np.pi * progress)) / 2


def reference(step, lr, warmup, total, low=0):
    """torch's LinearLR, then its CosineAnnealingLR, each in its closed form."""
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    if step < warmup:
        schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1 / warmup, 1.0, max(1, warmup - 1))
        schedule.last_epoch = step
    else:
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, total - warmup, eta_min=low)
        schedule.last_epoch = min(step, total) - warmup
    return float(schedule._get_closed_form_lr()[0])


def by_sines(step, lr, warmup, total, low=0):
    """Another right solution: the squared cosine of half the angle."""
    if step >= total:
        return float(low)
    if step >= warmup:
        share = math.cos(math.pi / 2 * (step - warmup) / (total - warmup)) ** 2
        return share * lr + (1 - share) * low
    return (step + 1) * (lr / warmup)


def times(*shares, warm=True, **options):
    """One case for each share of the way, of the warm-up where it is below 0, else of the fall."""

    def cases(rng):
        for share in shares:
            warmup, fall = int(rng.integers(8, 20)) if warm else 0, int(rng.integers(60, 200))
            step = int(warmup * (1 + share)) if share < 0 else warmup + round(share * fall)
            lr, others = float(rng.uniform(0.2, 1)), dict(options)
            if "low" in options:
                others["low"] = float(options["low"] * rng.uniform(0.05, 0.1))
            inputs = dict(step=step, lr=lr, warmup=warmup, total=warmup + fall, **others)
            yield Case(f"step {step}, warm-up {warmup}, {warmup + fall} in all {others or ''}", inputs)

    return cases


EXERCISE = Exercise(cosine_schedule, reference, accepts=[by_sines], checks={
    "warmup": agrees("warms up", on=several(times(-1, -0.6, -0.3), times(-0.8, -0.05, low=1)), points=2,
        hint="The first of ten updates takes a tenth of lr, the tenth all of it.",
        catches=[Mistake("starts with a learning rate of 0", "(step + 1) / warmup", "step / warmup"),
                 Mistake("warms up from low, not from 0", "return lr * (step + 1) / warmup",
                         "return low + (lr - low) * (step + 1) / warmup"),
                 Mistake("does not warm up", "return lr * (step + 1) / warmup", "return lr"),
                 Mistake("warms up over all updates", "(step + 1) / warmup", "(step + 1) / total"),
                 Mistake("multiplies the warm-up with the cosine", "return lr * (step + 1) / warmup",
                         "lr = lr * (step + 1) / warmup; step += warmup")]),
    "cosine": agrees("falls along half a cosine", on=several(times(0, 0.2, 0.5, 0.8), times(0.3, 0.7, warm=False)),
        points=3,
        hint=("How far has it come between the end of the warm-up and the end of training?",
              "progress is 0 at step = warmup, and 1 at step = total."),
        catches=[Mistake("measures the progress from step 0 instead of from the end of the warm-up",
                         "(step - warmup) / (total - warmup)", "step / total"),
                 Mistake("measures the progress from the end of the warm-up, but divides it by all updates",
                         "(step - warmup) / (total - warmup)", "(step - warmup) / total"),
                 Mistake("falls in a straight line", "(1 + np.cos(np.pi * progress)) / 2", "(1 - progress)",
                         hint="The cosine falls slowly at first, fastest in the middle, and slowly at the end."),
                 Mistake("falls along a quarter of a cosine", "(1 + np.cos(np.pi * progress)) / 2",
                         "np.cos(np.pi / 2 * progress)",
                         hint="The cosine falls slowly at first, fastest in the middle, and slowly at the end."),
                 Mistake("runs through a whole cosine", "np.pi * progress", "2 * np.pi * progress",
                         hint="Half a cosine goes from 1 at progress 0 to -1 at progress 1."),
                 Mistake("forgets to halve the cosine", "progress)) / 2", "progress))",
                         hint="1 + cos goes from 2 to 0: at progress 0 the rate is lr, and not more."),
                 Mistake("rises instead of falling", "(1 + np.cos", "(1 - np.cos",
                         hint="Half a cosine goes from 1 at progress 0 to -1 at progress 1.")]),
    "low": agrees("ends at low", on=times(0.4, 0.9, 1.0, 1.3, low=1), points=2,
        hint="At the end the cosine is -1: what is left then?",
        catches=[Mistake("rises again after the end", "min((step - warmup) / (total - warmup), 1)",
                         "(step - warmup) / (total - warmup)",
                         hint="After step = total nothing changes any more: progress is 1 at most."),
                 Mistake("falls to 0 instead of low", "low + (lr - low) *", "lr *"),
                 Mistake("stops falling as soon as it has reached low", "low + (lr - low) * (1 + np.cos(np.pi * "
                         "progress)) / 2", "max(low, lr * (1 + np.cos(np.pi * progress)) / 2)",
                         hint="What falls is the part above low, lr - low, and it falls until the end."),
                 Mistake("adds low to the whole cosine", "low + (lr - low) *", "low + lr *",
                         hint="At progress 0 it is lr: only the part above low, lr - low, falls.")]),
})
