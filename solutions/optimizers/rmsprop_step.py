"""rmsprop_step: a step size for each weight, from its recent gradients (Hinton 2012)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import optimizer_steps, several, trajectory


def rmsprop_step(w, dw, s, lr, beta=0.9, eps=1e-8):
    """Return ``(w, s)`` after one update of RMSProp.

    ``w``, its gradient ``dw`` and the running average ``s`` of the squared gradients are float arrays of one shape;
    ``s`` starts at 0 and is not corrected for that. It is updated first, ``s = beta * s + (1 - beta) * dw**2``; then
    ``w = w - lr * dw / (sqrt(s) + eps)``, with the new ``s``. ``eps`` is added to the root, as torch does, not under
    it, as TensorFlow does.

    >>> w, s = rmsprop_step(np.array([1.0, 2.0]), np.array([0.5, -2.0]), np.array([0.0, 4.0]), lr=0.1)
    >>> print(w.round(6), s)
    [0.683772 2.1     ] [0.025 4.   ]
    """
    s = beta * s + (1 - beta) * dw**2
    return w - lr * dw / (np.sqrt(s) + eps), s


def reference(w, dw, s, lr, beta=0.9, eps=1e-8):
    """torch.optim.RMSprop, set to the state."""
    import torch

    w = w.clone().requires_grad_()
    rmsprop = torch.optim.RMSprop([w], lr=lr, alpha=beta, eps=eps)
    rmsprop.state[w] = {"step": torch.tensor(0.0), "square_avg": s.clone()}
    w.grad = dw
    rmsprop.step()
    return w.detach(), rmsprop.state[w]["square_avg"]


def as_correction(w, dw, s, lr, beta=0.9, eps=1e-8):
    """Another right solution: the average moves towards the square, and each weight has its own rate."""
    s = s - (1 - beta) * (s - dw * dw)
    rates = lr / (s**0.5 + eps)
    return [w - rates * dw, s]


def on_copies(w, dw, s, lr, beta=0.9, eps=1e-8):
    """Another right solution: in place, on copies of its own."""
    w, s = w.copy(), s.copy()
    s *= beta
    s += np.square(dw) * (1 - beta)
    w -= lr * (dw / (np.sqrt(s) + eps))
    return w, s


def steps(lr, *shapes, **options):
    """Steps of one learning rate for weights of these shapes."""
    return several(*(optimizer_steps(shape=shape, squares=("s",), lr=lr, **options) for shape in shapes))


EXERCISE = Exercise(rmsprop_step, reference, accepts=[as_correction, on_copies], checks={
    "step": agrees("divides the gradient by its recent size", points=3,
        on=several(steps(0.1, (4, 5), (1,)), steps(0.5, (6, 6)), steps(0.01, (8,), size=100.0),
                   steps(0.3, (7,), dtype="float32")),
        hint="s averages the squared gradient, and its root has the gradient's own unit.",
        catches=[Mistake("averages the gradient's absolute value in s, not its square", "dw**2", "abs(dw)"),
                 Mistake("divides by s instead of by its root", "np.sqrt(s)", "s"),
                 Mistake("swaps the weights of old and new in s",
                         "beta * s + (1 - beta) * dw**2", "(1 - beta) * s + beta * dw**2"),
                 Mistake("adds up the squares without (1 - beta)", "(1 - beta) * dw**2", "dw**2"),
                 Mistake("climbs instead of descending", "w - lr", "w + lr",
                         hint="The gradient points uphill."),
                 Mistake("divides by the root of the old s",
                         "    s = beta * s + (1 - beta) * dw**2\n    return w - lr * dw / (np.sqrt(s) + eps), s",
                         "    return w - lr * dw / (np.sqrt(s) + eps), beta * s + (1 - beta) * dw**2",
                         hint="s is updated first."),
                 Mistake("divides the whole gradient by one norm, not each weight's by its own size",
                         "np.sqrt(s) +", "np.sqrt(s.mean()) +",
                         hint="Each weight has its own s, and its own divisor.")]),
    "first": agrees("starts from an average of 0", on=steps(0.1, (4, 5), (3,), fresh=True), points=1,
        hint="RMSProp corrects no bias, so that its first steps are long.",
        catches=[Mistake("corrects s for its start at 0, as Adam does", "np.sqrt(s) +",
                         "np.sqrt(s if np.any(s - (1 - beta) * dw**2) else s / (1 - beta)) +")]),
    "tiny": agrees("stays stable when gradients vanish", points=2,
        on=several(steps(0.1, (4, 5), (6,), size=1e-7), steps(0.1, (3,), size=0.0)),
        hint="eps keeps the divisor from 0; it is added to the root, not under it.",
        catches=[Mistake("puts eps under the root", "np.sqrt(s) + eps", "np.sqrt(s + eps)"),
                 Mistake("forgets eps", "np.sqrt(s) + eps", "np.sqrt(s)"),
                 Mistake("takes the larger of root and eps, not their sum",
                         "(np.sqrt(s) + eps)", "np.maximum(np.sqrt(s), eps)")]),
    "options": agrees("uses the settings that it is given", points=1,
        on=several(steps(0.1, (7,), beta=0.5), steps(0.1, (3, 4), beta=0.99), steps(0.1, (5,), eps=0.3)),
        hint="lr, beta and eps are arguments: no number of theirs stands in the body.",
        catches=[Mistake("always averages with the usual beta", "beta * s + (1 - beta) *", "0.9 * s + 0.1 *"),
                 Mistake("ignores the eps that it is given", "+ eps)", "+ 1e-8)")]),
    "path": agrees("goes a hundred steps, each from where the last one ended", points=1,
        on=trajectory("rmsprop_step", state=1, lr=0.05),
        hint="Each update starts from what the last one has returned: the weights, and all of the state.",
        catches=[Mistake("returns the state as it was given, so that it never grows",
                         "    s = beta * s + (1 - beta) * dw**2\n    return w - lr * dw / (np.sqrt(s) + eps), s",
                         "    new = beta * s + (1 - beta) * dw**2\n    return w - lr * dw / (np.sqrt(new) + eps), s")]),
    "pure": keeps_inputs(on=steps(0.1, (4, 5), (6,)), points=1,
        hint="`s *= beta` changes the caller's array.",
        catches=[Mistake("updates s in place", "s = beta * s +", "s *= beta; s +="),
                 Mistake("updates w in place", "    return w - lr * dw / (np.sqrt(s) + eps), s",
                         "    w -= lr * dw / (np.sqrt(s) + eps)\n    return w, s")]),
})
