"""learning_rate_sweep: try several learning rates from the same start, and take the best."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many, several


def learning_rate_sweep(gradient, loss, w, rates, steps):
    """Return ``(losses, best)``: the loss after gradient descent with each learning rate, and which one is best.

    For each number ``lr`` of ``rates``, in their order, start at ``w`` and take ``steps`` steps, each to
    ``w - lr * gradient(w)`` with the position of that moment for ``w``; the loss at the last position counts.
    ``losses`` is a float array ``(R,)``, and ``best`` the index of its smallest number, the first of equal ones.

    With a large rate the steps lead further and further away, until numbers overflow. A loss that is NaN counts as
    infinity, and stands in ``losses`` as infinity.

    ``gradient`` takes a float array like ``w`` and returns one, ``loss`` takes such an array and returns a number.
    ``w`` is a float array of any shape with at least one axis, ``rates`` is ``(R,)`` and ``steps`` at least 0.

    >>> rates = np.array([0.001, 0.1, 0.25])
    >>> losses, best = learning_rate_sweep(lambda w: 10 * w, lambda w: 5 * np.sum(w**2), np.ones(1), rates, 10)
    >>> print([f"{loss:.2f}" for loss in losses], best)
    ['4.09', '0.00', '16626.28'] 1
    """
    losses = []
    for lr in rates:
        at = w
        for _ in range(steps):
            at = at - lr * gradient(at)
        losses.append(loss(at))
    losses = np.where(np.isnan(losses), np.inf, losses)
    return losses, np.argmin(losses)


def reference(gradient, loss, w, rates, steps):
    """torch.optim.SGD, anew for each rate."""
    import torch

    losses = []
    for lr in rates.tolist():
        at = w.clone().requires_grad_()
        optimizer = torch.optim.SGD([at], lr=lr)
        for _ in range(steps):
            at.grad = gradient(at.detach())
            optimizer.step()
        losses.append(loss(at.detach()))
    losses = torch.nan_to_num(torch.stack(losses).double(), nan=torch.inf, posinf=torch.inf)
    return losses, losses.argmin()


def one_run_each(gradient, loss, w, rates, steps):
    """Another right solution: a copy that moves in place, and the best so far."""
    losses, best = np.full(len(rates), np.inf), 0
    for i in range(len(rates)):
        at, left = np.array(w), steps
        while left > 0:
            at -= rates[i] * gradient(at)
            left -= 1
        found = float(loss(at))
        losses[i] = found if found == found else float("inf")
        best = i if losses[i] < losses[best] else best
    return losses, int(best)


def goes_on(gradient, loss, w, rates, steps):
    """A mistake: one position for all runs."""
    losses = []
    for lr in rates:
        for _ in range(steps):
            w = w - lr * gradient(w)
        losses.append(loss(w))
    losses = np.where(np.isnan(losses), np.inf, losses)
    return losses, np.argmin(losses)


def in_place(gradient, loss, w, rates, steps):
    """A mistake: the start is a second name for the caller's array."""
    losses = []
    for lr in rates:
        at = w
        for _ in range(steps):
            at -= lr * gradient(at)
        losses.append(loss(at))
    losses = np.where(np.isnan(losses), np.inf, losses)
    return losses, np.argmin(losses)


def best_on_the_way(gradient, loss, w, rates, steps):
    """A mistake: the smallest loss of each run, not the last."""
    losses = []
    for lr in rates:
        at, lowest = w, loss(w)
        for _ in range(steps):
            at = at - lr * gradient(at)
            lowest = np.fmin(lowest, loss(at))
        losses.append(lowest)
    return np.array(losses), np.argmin(losses)


def bowl(rng, shape):
    """The gradient of a bowl, its loss, and a start; curvatures are between 1 and 4."""
    values = {"curvature": rng.uniform(1, 4, size=shape), "centre": rng.normal(size=shape)}
    start = values["centre"] + rng.uniform(0.5, 2, size=shape) * rng.choice([-1, 1], size=shape)
    return dict(gradient=Function("bowl_gradient", values), loss=Function("bowl", values), w=start)


def sweeps(*asked):
    """Bowls, as ``(shape, steps)`` asks, with a rate that is too small, good ones, and one that is too large."""

    def cases(rng):
        for shape, steps in asked:
            rates = rng.permutation([0.001, rng.uniform(0.05, 0.1), rng.uniform(0.2, 0.3), rng.uniform(0.9, 1.2)])
            yield Case(f"w {shape}, {many(steps, 'step')}", dict(**bowl(rng, shape), rates=rates, steps=steps))

    return cases


def diverging(rng):
    """Rates with which the loss is no number any more: first, in the middle, and with every rate."""
    for rates in ([1e200, 0.01, 0.1], [0.01, 1e160, 0.1, 1e90], [1e200, 1e250]):
        yield Case(f"rates {rates}", dict(**bowl(rng, (2,)), rates=np.array(rates), steps=6))


def equal(rng):
    """Rates with the same loss, the smallest one."""
    rate = rng.uniform(0.05, 0.1)
    rates = np.array([0.001, rate, 0.002, rate, rate])
    yield Case("the best rate thrice", dict(**bowl(rng, (3,)), rates=rates, steps=4))


def single(rng):
    """One rate only, and no step."""
    for shape in ((3,), (2, 2)):
        yield Case("one rate", dict(**bowl(rng, shape), rates=rng.uniform(0.05, 0.2, size=1), steps=3))


EXERCISE = Exercise(learning_rate_sweep, reference, accepts=[one_run_each], checks={
    "losses": agrees("gives the loss that each rate leads to", points=3, item=0,
        on=several(sweeps(((2,), 5), ((3,), 10), ((2, 2), 4), ((1,), 1)), sweeps(((2,), 0))),
        hint=("Where does the run of the second rate start?",
              "At the same w as the first: keep it, and move another."),
        catches=[Mistake("goes on from where the last run has ended", function=goes_on),
                 Mistake("takes one step too few", "range(steps)", "range(steps - 1)"),
                 Mistake("takes one step too many", "range(steps)", "range(steps + 1)"),
                 Mistake("climbs instead of descending", "at - lr", "at + lr"),
                 Mistake("takes every gradient at the start", "gradient(at)", "gradient(w)"),
                 Mistake("takes the smallest loss on the way for the last one", function=best_on_the_way)]),
    "best": agrees("says which rate is best", points=1, item=1,
        on=sweeps(((2,), 6), ((3,), 3), ((4,), 8), ((2, 3), 5)),
        hint="An index, not a rate and not a loss.",
        catches=[Mistake("says which rate is worst", "np.argmin", "np.argmax"),
                 Mistake("returns the best rate itself, not its index", "np.argmin(losses)",
                         "rates[np.argmin(losses)]"),
                 Mistake("returns the smallest loss, not its index", "np.argmin(losses)", "np.min(losses)")]),
    "diverging": agrees("lets no diverging run win", on=diverging, points=2,
        hint="Every comparison with NaN is false, and NumPy's argmin takes NaN for the smallest number of all.",
        catches=[Mistake("lets a loss that is NaN win", "np.where(np.isnan(losses), np.inf, losses)",
                         "np.array(losses)"),
                 Mistake("leaves NaN in the losses, and looks past it",
                         "losses = np.where(np.isnan(losses), np.inf, losses)\n    return losses, np.argmin(losses)",
                         "losses = np.array(losses)\n"
                         "    return losses, np.argmin(np.where(np.isnan(losses), np.inf, losses))"),
                 Mistake("takes a loss that is NaN for 0", "np.inf", "0.0")]),
    "equal": agrees("takes the first of equal losses", on=equal, points=1,
        hint="NumPy's argmin does it by itself.",
        catches=[Mistake("takes the last of equal losses", "np.argmin(losses)",
                         "len(losses) - 1 - np.argmin(losses[::-1])")]),
    "pure": keeps_inputs(on=single, points=1,
        hint="`at = w` is a second name for the same array, and `at -= ...` changes it.",
        catches=[Mistake("moves the caller's w", function=in_place)]),
})
