"""adadelta_step: step sizes in the weights' own unit (Zeiler 2012, algorithm 1)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import optimizer_steps, several, trajectory


def adadelta_step(w, dw, s, d, lr=1.0, rho=0.9, eps=1e-6):
    """Return ``(w, s, d)`` after one update of AdaDelta.

    ``w``, its gradient ``dw`` and the running averages ``s`` (of squared gradients) and ``d`` (of squared updates)
    are float arrays of one shape; both averages start at 0. In this order: ``s = rho * s + (1 - rho) * dw**2``; the
    update ``delta = sqrt(d + eps) / sqrt(s + eps) * dw``, with the new ``s`` and the old ``d``;
    ``d = rho * d + (1 - rho) * delta**2``; ``w = w - lr * delta``. Unlike in the other optimizers here, ``eps`` is
    under both roots. ``lr`` scales the step only; ``d`` averages the updates without it.

    >>> w, s, d = adadelta_step(np.array([1.0]), np.array([0.5]), np.array([0.25]), np.array([0.04]))
    >>> print(w.round(6), s, d.round(6))
    [0.799998] [0.25] [0.04]
    """
    s = rho * s + (1 - rho) * dw**2
    delta = np.sqrt(d + eps) / np.sqrt(s + eps) * dw
    d = rho * d + (1 - rho) * delta**2
    return w - lr * delta, s, d


def reference(w, dw, s, d, lr=1.0, rho=0.9, eps=1e-6):
    """torch.optim.Adadelta, set to the state."""
    import torch

    w = w.clone().requires_grad_()
    adadelta = torch.optim.Adadelta([w], lr=lr, rho=rho, eps=eps)
    adadelta.state[w] = {"step": torch.tensor(0.0), "square_avg": s.clone(), "acc_delta": d.clone()}
    w.grad = dw
    adadelta.step()
    return w.detach(), adadelta.state[w]["square_avg"], adadelta.state[w]["acc_delta"]


def one_root(w, dw, s, d, lr=1.0, rho=0.9, eps=1e-6):
    """Another right solution: one root of the quotient, averages as corrections."""
    s = s + (1 - rho) * (dw * dw - s)
    ratio = (d + eps) / (s + eps)
    delta = -(ratio**0.5) * dw
    return [w + lr * delta, s, d + (1 - rho) * (delta * delta - d)]


def on_copies(w, dw, s, d, lr=1.0, rho=0.9, eps=1e-6):
    """Another right solution: in place, on copies of its own."""
    w, s, d = w.copy(), s.copy(), d.copy()
    s *= rho
    s += (1 - rho) * np.square(dw)
    delta = dw * np.sqrt(d + eps) / np.sqrt(s + eps)
    w -= lr * delta
    d *= rho
    d += (1 - rho) * np.square(delta)
    return w, s, d


def with_the_new_d(w, dw, s, d, lr=1.0, rho=0.9, eps=1e-6):
    """A mistake: the step is taken again with the new d."""
    s = rho * s + (1 - rho) * dw**2
    delta = np.sqrt(d + eps) / np.sqrt(s + eps) * dw
    d = rho * d + (1 - rho) * delta**2
    return w - lr * np.sqrt(d + eps) / np.sqrt(s + eps) * dw, s, d


def with_the_old_s(w, dw, s, d, lr=1.0, rho=0.9, eps=1e-6):
    """A mistake: the update uses the average before this gradient."""
    delta = np.sqrt(d + eps) / np.sqrt(s + eps) * dw
    return w - lr * delta, rho * s + (1 - rho) * dw**2, rho * d + (1 - rho) * delta**2


def steps(*shapes, **options):
    """Steps for weights of these shapes."""
    return several(*(optimizer_steps(shape=shape, squares=("s", "d"), **options) for shape in shapes))


EXERCISE = Exercise(adadelta_step, reference, accepts=[one_root, on_copies], checks={
    "step": agrees("takes the step in the weights' own unit", item=0, points=3,
        on=several(steps((4, 5), (1,), (6, 6)), steps((8,), size=100.0), steps((7,), dtype="float32")),
        hint="The gradient is divided by its own recent size, and multiplied by that of the updates.",
        catches=[Mistake("leaves out the size of the updates, as RMSProp does",
                         "np.sqrt(d + eps) / np.sqrt(s + eps)", "1 / np.sqrt(s + eps)"),
                 Mistake("swaps the two averages in the step", "np.sqrt(d + eps) / np.sqrt(s + eps)",
                         "np.sqrt(s + eps) / np.sqrt(d + eps)"),
                 Mistake("forgets both roots", "np.sqrt(d + eps) / np.sqrt(s + eps)", "(d + eps) / (s + eps)",
                         hint="The root of an average of squares is a size; the average itself is the square of "
                              "one."),
                 Mistake("climbs instead of descending", "w - lr", "w + lr",
                         hint="The gradient points uphill."),
                 Mistake("divides by the root of the old s", function=with_the_old_s,
                         hint="The order counts: first s, then the update, then d."),
                 Mistake("uses the new d for the step", function=with_the_new_d,
                         hint="The order counts: first s, then the update, then d.")]),
    "gradients": agrees("averages the squared gradients", on=steps((4, 5), (3,)), item=1, points=1,
        hint="s is what RMSProp keeps.",
        catches=[Mistake("swaps the weights of old and new in s",
                         "rho * s + (1 - rho) * dw**2", "(1 - rho) * s + rho * dw**2"),
                 Mistake("adds up squares in s without (1 - rho)", "(1 - rho) * dw**2", "dw**2")]),
    "updates": agrees("averages the squared updates", on=several(steps((4, 5), (3,)), steps((5,), lr=0.1)),
        item=2, points=2,
        hint="d averages the squares of delta itself, before lr.",
        catches=[Mistake("averages squared gradients in d too", "(1 - rho) * delta**2", "(1 - rho) * dw**2"),
                 Mistake("averages the updates in d without squaring them", "delta**2", "abs(delta)"),
                 Mistake("counts lr in the updates that d averages", "delta**2", "(lr * delta)**2"),
                 Mistake("never updates d", "d = rho * d + (1 - rho) * delta**2", "d = d + 0")]),
    "first": agrees("starts moving from averages of 0", points=2,
        on=several(steps((4, 5), (3,), fresh=True), steps((6,), size=1e-3), steps((3,), size=0.0)),
        hint="At first d is 0, and only eps under its root lets the weights move.",
        catches=[Mistake("adds eps to the roots, not under them", "np.sqrt(d + eps) / np.sqrt(s + eps)",
                         "(np.sqrt(d) + eps) / (np.sqrt(s) + eps)"),
                 Mistake("forgets eps in the numerator, and so never starts", "np.sqrt(d + eps)", "np.sqrt(d)"),
                 Mistake("forgets eps in the denominator", "np.sqrt(s + eps)", "np.sqrt(s)",
                         hint="s may be 0, too: eps stands under both roots.")]),
    "options": agrees("uses the settings that it is given", points=1,
        on=several(steps((7,), lr=0.1), steps((3, 4), rho=0.5), steps((5,), eps=0.3)),
        hint="lr, rho and eps are arguments: no number of theirs stands in the body.",
        catches=[Mistake("ignores the learning rate", "lr * delta", "delta"),
                 Mistake("always averages gradients with the usual rho", "rho * s + (1 - rho) *", "0.9 * s + 0.1 *"),
                 Mistake("always averages updates with the usual rho", "rho * d + (1 - rho) *", "0.9 * d + 0.1 *")]),
    "path": agrees("goes a hundred steps, each from where the last one ended", points=1,
        on=trajectory("adadelta_step", state=2, lr=1.0),
        hint="Each update starts from what the last one has returned: the weights, and all of the state.",
        catches=[Mistake("returns the average of the squares as it was given, so that it never grows",
                         "    s = rho * s + (1 - rho) * dw**2\n    delta = np.sqrt(d + eps) / np.sqrt(s + eps)",
                         "    new = rho * s + (1 - rho) * dw**2\n    delta = np.sqrt(d + eps) / np.sqrt(new + eps)")]),
    "pure": keeps_inputs(on=steps((4, 5), (6,)), points=1,
        hint="`d *= rho` changes the caller's array.",
        catches=[Mistake("updates s in place", "s = rho * s +", "s *= rho; s +="),
                 Mistake("updates d in place", "d = rho * d +", "d *= rho; d +=")]),
})
