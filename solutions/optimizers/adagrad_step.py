"""adagrad_step: step sizes that shrink with all gradients so far (Duchi, Hazan & Singer 2011)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import optimizer_steps, several, trajectory


def adagrad_step(w, dw, s, lr, eps=1e-10):
    """Return ``(w, s)`` after one update of AdaGrad.

    ``w``, its gradient ``dw`` and the sum ``s`` of all squared gradients so far are float arrays of one shape; ``s``
    starts at 0. It is updated first, ``s = s + dw**2``; then ``w = w - lr * dw / (sqrt(s) + eps)``, with the new
    ``s``. ``eps`` is added to the root, not under it, and keeps the divisor from 0 where a gradient is 0.

    >>> w, s = adagrad_step(np.array([1.0, 2.0]), np.array([0.5, -3.0]), np.array([0.0, 16.0]), lr=0.1)
    >>> print(w, s)
    [0.9  2.06] [ 0.25 25.  ]
    """
    s = s + dw**2
    return w - lr * dw / (np.sqrt(s) + eps), s


def reference(w, dw, s, lr, eps=1e-10):
    """torch.optim.Adagrad, set to the state; its own lr_decay is 0."""
    import torch

    w = w.clone().requires_grad_()
    adagrad = torch.optim.Adagrad([w], lr=lr, eps=eps)
    adagrad.state[w] = {"step": torch.tensor(0.0), "sum": s.clone()}
    w.grad = dw
    adagrad.step()
    return w.detach(), adagrad.state[w]["sum"]


def with_rates(w, dw, s, lr, eps=1e-10):
    """Another right solution: a rate for each weight."""
    s = np.add(s, dw * dw)
    rates = lr / (eps + s**0.5)
    return [w - rates * dw, s]


def on_copies(w, dw, s, lr, eps=1e-10):
    """Another right solution: in place, on copies of its own."""
    w, s = w.copy(), s.copy()
    s += np.square(dw)
    w -= lr * (dw / (np.sqrt(s) + eps))
    return w, s


def steps(lr, *shapes, **options):
    """Steps of one learning rate for weights of these shapes."""
    return several(*(optimizer_steps(shape=shape, squares=("s",), lr=lr, **options) for shape in shapes))


EXERCISE = Exercise(adagrad_step, reference, accepts=[with_rates, on_copies], checks={
    "step": agrees("divides the gradient by the size of all gradients so far", points=3,
        on=several(steps(0.1, (4, 5), (1,)), steps(0.5, (6, 6)), steps(0.01, (8,), size=100.0),
                   steps(0.3, (7,), dtype="float32")),
        hint="s adds up squares and forgets nothing; its root has the gradient's own unit.",
        catches=[Mistake("averages in s, as RMSProp does", "s + dw**2", "0.9 * s + 0.1 * dw**2"),
                 Mistake("adds up the gradient's absolute value, not its square", "dw**2", "abs(dw)"),
                 Mistake("divides by s instead of by its root", "np.sqrt(s)", "s"),
                 Mistake("keeps only the newest square", "s + dw**2", "dw**2"),
                 Mistake("adds up the gradients before it squares them", "s + dw**2", "(np.sqrt(s) + dw)**2"),
                 Mistake("climbs instead of descending", "w - lr", "w + lr",
                         hint="The gradient points uphill."),
                 Mistake("divides the whole gradient by one norm, not each weight's by its own size",
                         "np.sqrt(s) +", "np.sqrt(s.sum()) +",
                         hint="Each weight has its own s, and its own divisor.")]),
    "first": agrees("starts from a sum of 0", on=steps(0.1, (4, 5), (3,), fresh=True), points=1,
        hint="The very first step is lr long for each weight, whatever its gradient: s counts that gradient already.",
        catches=[Mistake("divides by the root of the old s",
                         "    s = s + dw**2\n    return w - lr * dw / (np.sqrt(s) + eps), s",
                         "    return w - lr * dw / (np.sqrt(s) + eps), s + dw**2"),
                 Mistake("inverts a diagonal matrix instead of dividing, which fits vectors only",
                         "lr * dw / (np.sqrt(s) + eps)", "lr * np.linalg.inv(np.diag(np.sqrt(s) + eps)) @ dw",
                         raises="LinAlgError",
                         hint="`/` divides element by element, whatever the shape.")]),
    "tiny": agrees("stays stable when gradients vanish", points=2,
        on=several(steps(0.1, (4, 5), (6,), size=1e-9), steps(0.1, (3,), size=0.0), steps(0.1, (5,), eps=0.3)),
        hint="eps keeps the divisor from 0; it is added to the root, not under it.",
        catches=[Mistake("puts eps under the root", "np.sqrt(s) + eps", "np.sqrt(s + eps)"),
                 Mistake("forgets eps", "np.sqrt(s) + eps", "np.sqrt(s)"),
                 Mistake("ignores the eps that it is given", "+ eps)", "+ 1e-10)",
                         hint="eps is an argument: its usual value stands in the signature only.")]),
    "path": agrees("goes a hundred steps, each from where the last one ended", points=1,
        on=trajectory("adagrad_step", state=1, lr=0.5),
        hint="Each update starts from what the last one has returned: the weights, and all of the state.",
        catches=[Mistake("returns the state as it was given, so that it never grows",
                         "    s = s + dw**2\n    return w - lr * dw / (np.sqrt(s) + eps), s",
                         "    new = s + dw**2\n    return w - lr * dw / (np.sqrt(new) + eps), s")]),
    "pure": keeps_inputs(on=steps(0.1, (4, 5), (6,)), points=1,
        hint="`s += ...` changes the caller's array.",
        catches=[Mistake("updates s in place", "s = s + dw**2", "s += dw**2"),
                 Mistake("updates w in place", "    return w - lr * dw / (np.sqrt(s) + eps), s",
                         "    w -= lr * dw / (np.sqrt(s) + eps)\n    return w, s")]),
})
