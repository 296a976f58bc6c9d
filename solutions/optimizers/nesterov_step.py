"""nesterov_step: momentum that looks ahead (Nesterov 1983; Sutskever et al. 2013)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import optimizer_steps, several, trajectory


def nesterov_step(w, dw, v, lr, beta=0.9):
    """Return ``(w, v)`` after one update with Nesterov's momentum, in the form that deep-learning libraries use.

    ``w``, its gradient ``dw`` at ``w`` and the momentum ``v`` are float arrays of one shape; ``v`` starts at 0.
    It is updated first, and here it is a sum, not the average of `momentum_step`: ``v = beta * v + dw``. Then
    ``w = w - lr * (dw + beta * v)``, with the new ``v``. This is torch's SGD with ``nesterov=True``. (Papers keep
    ``u = -lr * v`` and take the gradient ahead of the weights, at ``w + beta * u``; here ``w`` is the place ahead, and
    while ``lr`` stays the same both walk the same path.)

    >>> w, v = nesterov_step(np.array([1.0, 2.0]), np.array([0.5, -1.0]), np.array([0.0, 1.0]), lr=0.1)
    >>> print(w, v)
    [0.905 2.109] [ 0.5 -0.1]
    """
    v = beta * v + dw
    return w - lr * (dw + beta * v), v


def reference(w, dw, v, lr, beta=0.9):
    """torch.optim.SGD with nesterov=True, its buffer set."""
    import torch

    w = w.clone().requires_grad_()
    sgd = torch.optim.SGD([w], lr=lr, momentum=beta, nesterov=True)
    sgd.state[w] = {"momentum_buffer": v.clone()}
    w.grad = dw
    sgd.step()
    return w.detach(), sgd.state[w]["momentum_buffer"]


def expanded(w, dw, v, lr, beta=0.9):
    """Another right solution: the step in terms of the old v."""
    return w - lr * (1 + beta) * dw - lr * beta**2 * v, np.add(beta * v, dw)


def on_copies(w, dw, v, lr, beta=0.9):
    """Another right solution: in place, on copies of its own."""
    w, v = w.copy(), v.copy()
    v *= beta
    v += dw
    w -= lr * dw
    w -= lr * beta * v
    return [w, v]


def steps(lr, *shapes, **options):
    """Steps of one learning rate for weights of these shapes."""
    return several(*(optimizer_steps(shape=shape, averages=("v",), lr=lr, **options) for shape in shapes))


EXERCISE = Exercise(nesterov_step, reference, accepts=[expanded, on_copies], checks={
    "state": agrees("adds the gradient to the momentum", item=1, points=1,
        on=several(steps(0.1, (4, 5), (1,)), steps(0.01, (8,), size=100.0)),
        hint="Here v is a sum of gradients that fades by beta, not an average.",
        catches=[Mistake("averages in v, with (1 - beta)", "beta * v + dw", "beta * v + (1 - beta) * dw"),
                 Mistake("puts the learning rate into v", "beta * v + dw", "beta * v - lr * dw"),
                 Mistake("keeps steps downhill in v: beta * v - lr * dw, where the gradients are to be summed",
                         "    v = beta * v + dw\n    return w - lr * (dw + beta * v), v",
                         "    new = beta * v - lr * dw\n    return w - beta * v + (1 + beta) * new, new"),
                 Mistake("forgets to let v fade", "v = beta * v + dw", "v = v + dw"),
                 Mistake("returns the step as the new state", "beta * v), v", "beta * v), dw + beta * v",
                         hint="The new state is v; what looks ahead is for this step alone.")]),
    "step": agrees("looks one step ahead", item=0, points=3,
        on=several(steps(0.1, (4, 5), (1,)), steps(0.5, (6, 6)), steps(0.01, (8,), size=100.0),
                   steps(0.3, (7,), dtype="float32")),
        hint="Plain momentum steps along v; this one along what v would be after the next update.",
        catches=[Mistake("steps along v, without looking ahead", "(dw + beta * v)", "v"),
                 Mistake("leaves the gradient out of the step", "(dw + beta * v)", "(beta * v)"),
                 Mistake("looks ahead with the whole v, without beta", "(dw + beta * v)", "(dw + v)"),
                 Mistake("counts the gradient twice", "(dw + beta * v)", "(dw + v + beta * v)"),
                 Mistake("climbs instead of descending", "w - lr", "w + lr",
                         hint="The gradient points uphill.")]),
    "first": agrees("starts from a momentum of 0", on=steps(0.1, (4, 5), (3,), fresh=True), points=1,
        hint="The first update looks ahead as well: it is (1 + beta) times as long as plain gradient descent's.",
        catches=[Mistake("makes the first step one of plain gradient descent",
                         "lr * (dw + beta * v)", "lr * (dw + beta * (v if np.any(v - dw) else 0))")]),
    "options": agrees("uses the beta that it is given", points=1,
        on=several(steps(0.1, (7,), beta=0.5), steps(0.1, (3, 4), beta=0.99)),
        hint="beta is an argument: its usual value stands in the signature only.",
        catches=[Mistake("lets v fade by the usual beta always", "v = beta * v", "v = 0.9 * v"),
                 Mistake("looks ahead by the usual beta always", "(dw + beta * v)", "(dw + 0.9 * v)")]),
    "path": agrees("goes a hundred steps, each from where the last one ended", points=1,
        on=trajectory("nesterov_step", state=1, lr=0.01),
        hint="Each update starts from what the last one has returned: the weights, and all of the state.",
        catches=[Mistake("returns the state as it was given, so that it never grows",
                         "    v = beta * v + dw\n    return w - lr * (dw + beta * v), v",
                         "    new = beta * v + dw\n    return w - lr * (dw + beta * new), v")]),
    "pure": keeps_inputs(on=steps(0.1, (4, 5), (6,)), points=1,
        hint="`v *= beta` changes the caller's array.",
        catches=[Mistake("updates v in place", "v = beta * v + dw", "v *= beta; v += dw"),
                 Mistake("updates w in place", "    return w - lr * (dw + beta * v), v",
                         "    w -= lr * (dw + beta * v)\n    return w, v")]),
})
