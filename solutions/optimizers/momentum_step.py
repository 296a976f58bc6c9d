"""momentum_step: gradient descent along a running average of the gradient (Polyak 1964)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import optimizer_steps, several, trajectory


def momentum_step(w, dw, v, lr, beta=0.9):
    """Return ``(w, v)`` after one update with momentum.

    ``w``, its gradient ``dw`` and the running average ``v`` of the gradients are float arrays of one shape; ``v``
    starts at 0 and is not corrected for that. It is updated first, as an average: ``v = beta * v + (1 - beta) * dw``.
    Then ``w = w - lr * v``, with the new ``v``. (torch's default is a sum, ``beta * v + dw``, whose steps are
    ``1 / (1 - beta)`` times longer; this is its SGD with ``dampening=beta``, except that torch takes the whole
    gradient for the first ``v``.)

    >>> w, v = momentum_step(np.array([1.0, 2.0]), np.array([0.5, -1.0]), np.array([0.0, 1.0]), lr=0.1)
    >>> print(w, v)
    [0.995 1.92 ] [0.05 0.8 ]
    """
    v = beta * v + (1 - beta) * dw
    return w - lr * v, v


def reference(w, dw, v, lr, beta=0.9):
    """torch.optim.SGD, dampened, with its buffer set: so the first step is no exception."""
    import torch

    w = w.clone().requires_grad_()
    sgd = torch.optim.SGD([w], lr=lr, momentum=beta, dampening=beta)
    sgd.state[w] = {"momentum_buffer": v.clone()}
    w.grad = dw
    sgd.step()
    return w.detach(), sgd.state[w]["momentum_buffer"]


def as_correction(w, dw, v, lr, beta=0.9):
    """Another right solution: the average moves towards the gradient."""
    v = v - (1 - beta) * (v - dw)
    return [w + np.negative(lr * v), v]


def on_copies(w, dw, v, lr, beta=0.9):
    """Another right solution: in place, on copies of its own."""
    w, v = w.copy(), v.copy()
    v *= beta
    v += dw * (1 - beta)
    w -= lr * v
    return w, v


def steps(lr, *shapes, **options):
    """Steps of one learning rate for weights of these shapes."""
    return several(*(optimizer_steps(shape=shape, averages=("v",), lr=lr, **options) for shape in shapes))


EXERCISE = Exercise(momentum_step, reference, accepts=[as_correction, on_copies], checks={
    "step": agrees("takes a step along the average gradient", points=3,
        on=several(steps(0.1, (4, 5), (1,)), steps(0.5, (6, 6)), steps(0.01, (8,), size=100.0),
                   steps(0.3, (7,), dtype="float32")),
        hint="v averages the gradients; the step uses the new v.",
        catches=[Mistake("adds the whole gradient to v, without (1 - beta)", "(1 - beta) * dw", "dw"),
                 Mistake("swaps the weights of old and new in v",
                         "beta * v + (1 - beta) * dw", "(1 - beta) * v + beta * dw"),
                 Mistake("keeps steps in v: adds lr * dw where (1 - beta) * dw is to be added",
                         "    v = beta * v + (1 - beta) * dw\n    return w - lr * v, v",
                         "    v = beta * v + lr * dw\n    return w - v, v"),
                 Mistake("keeps steps downhill in v: beta * v - lr * dw, where the gradients are to be averaged",
                         "    v = beta * v + (1 - beta) * dw\n    return w - lr * v, v",
                         "    v = beta * v - lr * dw\n    return w + v, v"),
                 Mistake("multiplies by lr inside v, where only the step is to be multiplied",
                         "    v = beta * v + (1 - beta) * dw\n    return w - lr * v, v",
                         "    v = beta * v + lr * (1 - beta) * dw\n    return w - v, v"),
                 Mistake("steps along the gradient, not along v", "lr * v", "lr * dw"),
                 Mistake("climbs instead of descending", "w - lr", "w + lr",
                         hint="The gradient points uphill."),
                 Mistake("subtracts the gradient from v", "+ (1 - beta)", "- (1 - beta)",
                         hint="The step has a minus already."),
                 Mistake("steps along the old v", "    v = beta * v + (1 - beta) * dw\n    return w - lr * v, v",
                         "    return w - lr * v, beta * v + (1 - beta) * dw"),
                 Mistake("looks ahead, as Nesterov does", "lr * v", "lr * (beta * v + (1 - beta) * dw)",
                         hint="The step is lr * v, and nothing else."),
                 Mistake("returns the step as the new state", "lr * v, v", "lr * v, lr * v")]),
    "first": agrees("starts from an average of 0", on=steps(0.1, (4, 5), (3,), fresh=True), points=1,
        hint="The first update is like all others: nothing is corrected.",
        catches=[Mistake("takes the whole first gradient as its average, as torch does",
                         "    return w", "    v = v if np.any(v - (1 - beta) * dw) else dw\n    return w"),
                 Mistake("corrects v for its start at 0, as Adam does",
                         "lr * v, v", "lr * (v if np.any(v - (1 - beta) * dw) else v / (1 - beta)), v")]),
    "options": agrees("uses the beta that it is given", points=1,
        on=several(steps(0.1, (7,), beta=0.5), steps(0.1, (3, 4), beta=0.99)),
        hint="beta is an argument: its usual value stands in the signature only.",
        catches=[Mistake("always averages with the usual beta", "beta * v + (1 - beta) * dw", "0.9 * v + 0.1 * dw"),
                 Mistake("takes a tenth of the gradient whatever beta is", "(1 - beta) * dw", "0.1 * dw")]),
    "path": agrees("goes a hundred steps, each from where the last one ended", points=1,
        on=trajectory("momentum_step", state=1, lr=0.1),
        hint="Each update starts from what the last one has returned: the weights, and all of the state.",
        catches=[Mistake("returns the state as it was given, so that it never grows",
                         "    v = beta * v + (1 - beta) * dw\n    return w - lr * v, v",
                         "    new = beta * v + (1 - beta) * dw\n    return w - lr * new, v")]),
    "pure": keeps_inputs(on=steps(0.1, (4, 5), (6,)), points=1,
        hint="`v *= beta` changes the caller's array.",
        catches=[Mistake("updates v in place", "v = beta * v +", "v *= beta; v +="),
                 Mistake("updates w in place", "    return w - lr * v, v", "    w -= lr * v\n    return w, v")]),
})
