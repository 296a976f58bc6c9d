"""early_stopping: when the validation loss no longer falls."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def early_stopping(losses, patience, min_delta):
    """Return ``(stop_epoch, best_epoch)``: when training stops, and whose weights are kept; two ints.

    ``losses`` is a float array ``(E,)`` of one number or more, all finite: the validation loss after each epoch.
    Epochs count from 0; ``min_delta`` is at least 0. The first epoch is an improvement, and so is each one with
    ``best - loss > min_delta``, where ``best`` is the loss of the last improvement: a fall by exactly ``min_delta`` is
    not enough, and lower losses that are no improvement do not count. (Losses and ``min_delta`` are such that rounding
    decides nothing.) Training stops after ``patience`` (1 or more) epochs in a row without an improvement, or else
    after the last epoch. ``best_epoch`` is the last improvement until then.

    >>> early_stopping(np.array([5.0, 4.0, 4.5, 3.0, 3.5, 3.25, 1.0]), 2, 0.0)
    (5, 3)
    >>> early_stopping(np.array([5.0, 4.0, 3.5, 3.0, 2.5]), 3, 1.0)
    (4, 2)
    """
    best_epoch = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best_epoch] - min_delta:
            best_epoch = epoch
        if epoch - best_epoch >= patience:
            return epoch, best_epoch
    return len(losses) - 1, best_epoch


def reference(losses, patience, min_delta):
    """torch's ReduceLROnPlateau: training stops where it would lower the learning rate."""
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, patience=patience - 1, threshold=min_delta, threshold_mode="abs")
    best = 0
    for epoch, loss in enumerate(losses.tolist()):
        plateau.step(loss)
        if optimizer.param_groups[0]["lr"] < 1:
            return epoch, best
        best = epoch if plateau.num_bad_epochs == 0 else best
    return len(losses) - 1, best


def with_a_counter(losses, patience, min_delta):
    """Another right solution: counts the epochs that were in vain."""
    best, best_epoch, waited = float("inf"), -1, 0
    for epoch, loss in enumerate(losses):
        if best - loss > min_delta:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                break
    return epoch, best_epoch


def never_reset(losses, patience, min_delta):
    """A mistake: counts all epochs in vain, not those in a row."""
    best_epoch = waited = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best_epoch] - min_delta:
            best_epoch = epoch
        else:
            waited += 1
        if waited >= patience:
            return epoch, best_epoch
    return len(losses) - 1, best_epoch


def against_the_last(losses, patience, min_delta):
    """A mistake: compares with the epoch before, not with the best."""
    best_epoch = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[epoch - 1] - min_delta:
            best_epoch = epoch
        if epoch - best_epoch >= patience:
            return epoch, best_epoch
    return len(losses) - 1, best_epoch


def sliding_best(losses, patience, min_delta):
    """A mistake: any lower loss moves the mark, if only a little."""
    best_epoch, best = 0, losses[0]
    for epoch in range(1, len(losses)):
        if losses[epoch] < best - min_delta:
            best_epoch = epoch
        best = min(best, losses[epoch])
        if epoch - best_epoch >= patience:
            return epoch, best_epoch
    return len(losses) - 1, best_epoch


def curves(*patiences, min_delta=0.0, epochs=30):
    """Noisy curves that fall and then rise again, in whole numbers, so that differences are exact."""

    def cases(rng):
        for patience in patiences:
            for turn in (8, 15):
                t = np.arange(epochs)
                noisy = 4 + (t - turn) ** 2 / 40 + rng.normal(scale=0.5, size=epochs)
                losses = np.round(64 * noisy)
                yield Case(f"patience={patience}, min_delta={min_delta}, turn {turn}",
                           dict(losses=losses, patience=patience, min_delta=min_delta))

    return cases


def never(rng):
    """Curves that fall to the end, curves too short for the patience, and a single epoch."""
    falling = 200.0 - np.cumsum(rng.integers(1, 9, size=15))
    yield Case("falls to the end", dict(losses=falling, patience=2, min_delta=0.0))
    rising = np.append(falling, falling[-1] + np.arange(1.0, 3.0))
    yield Case("too short", dict(losses=rising, patience=5, min_delta=0.0))
    yield Case("one epoch", dict(losses=falling[:1], patience=1, min_delta=0.0))


def small_steps(rng):
    """Losses that fall by just min_delta, or in steps of a half of it."""
    start = float(rng.integers(5, 50))
    yield Case("exactly min_delta", dict(losses=start - 2.0 * np.arange(8), patience=3, min_delta=2.0))
    yield Case("no change", dict(losses=np.full(6, start), patience=int(rng.integers(1, 5)), min_delta=0.0))
    yield Case("half steps", dict(losses=start - 2.0 * np.arange(12), patience=4, min_delta=4.0))
    yield Case("slow rise", dict(losses=start + np.arange(10.0), patience=3, min_delta=4.0))
    yield from curves(4, min_delta=32.0)(rng)


EXERCISE = Exercise(early_stopping, reference, accepts=[with_a_counter], checks={
    "stop": agrees("stops when patience runs out", on=curves(1, 3, 5), points=2, item=0,
        hint="An improvement starts the count anew.",
        catches=[Mistake("stops one epoch late", ">= patience", "> patience"),
                 Mistake("stops one epoch early", ">= patience", ">= max(patience - 1, 1)"),
                 Mistake("counts all epochs in vain, not those in a row", function=never_reset),
                 Mistake("compares with the epoch before, not with the best one", function=against_the_last),
                 Mistake("counts the epochs from 1", "return epoch, best_epoch", "return epoch + 1, best_epoch + 1")]),
    "best": agrees("remembers the best epoch", on=curves(1, 3, 5), points=2, item=1,
        hint="The weights of the last epoch are not the best ones.",
        catches=[Mistake("keeps the weights of the epoch at which it stops",
                         "return epoch, best_epoch", "return epoch, epoch"),
                 Mistake("looks for the best epoch after the stop as well",
                         "return epoch, best_epoch", "return epoch, int(np.argmin(losses))"),
                 Mistake("returns the best loss instead of its epoch",
                         "return epoch, best_epoch", "return epoch, losses[best_epoch]")]),
    "delta": agrees("asks for more than min_delta", on=small_steps, points=2,
        hint="Which loss is compared with which, and is a fall by exactly min_delta enough?",
        catches=[Mistake("ignores min_delta", " - min_delta", ""),
                 Mistake("takes a fall by exactly min_delta for an improvement", "losses[epoch] <", "losses[epoch] <="),
                 Mistake("moves the mark with every lower loss, so that a slow fall is never an improvement",
                         function=sliding_best),
                 Mistake("allows losses that are higher by min_delta", "- min_delta", "+ min_delta")]),
    "never": agrees("goes on to the end if the loss keeps falling", on=never, points=1,
        hint="What does the function return if the loop runs out?",
        catches=[Mistake("returns the number of epochs, not the last one",
                         "return len(losses) - 1", "return len(losses)"),
                 Mistake("returns nothing when training never stops early",
                         "    return len(losses) - 1, best_epoch", "    return None"),
                 Mistake("takes the last epoch for the best when training never stops early",
                         "return len(losses) - 1, best_epoch", "return len(losses) - 1, len(losses) - 1")]),
    "pure": keeps_inputs(on=curves(2), points=1,
        hint="`losses.sort()` changes the caller's array.",
        catches=[Mistake("marks in the caller's array where it stopped", "            return epoch, best_epoch",
                         "            losses[epoch:] = np.inf; return epoch, best_epoch")]),
})
