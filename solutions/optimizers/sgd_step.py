"""sgd_step: one update of gradient descent."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import optimizer_steps, several, trajectory


def sgd_step(w, dw, lr):
    """Return the weights after one step of size ``lr`` down the gradient: ``w - lr * dw``.

    ``w`` and its gradient ``dw`` are float arrays of one shape, ``lr`` is a number. ``dw`` is the gradient of the
    mean loss of the batch already. The result is one array: this optimizer has no state.

    >>> print(sgd_step(np.array([1.0, -2.0]), np.array([0.5, -4.0]), 0.1))
    [ 0.95 -1.6 ]
    """
    return w - lr * dw


def reference(w, dw, lr):
    """torch.optim.SGD."""
    import torch

    w = w.clone().requires_grad_()
    w.grad = dw
    torch.optim.SGD([w], lr=lr).step()
    return w.detach()


def on_a_copy(w, dw, lr):
    """Another right solution: in place, on a copy of its own."""
    new = np.array(w)
    new -= lr * dw
    return new


def weight_by_weight(w, dw, lr):
    """Another right solution: a loop over all weights."""
    new = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        new[place] = w[place] - lr * dw[place]
    return new


def steps(lr, *shapes, **options):
    """Steps of one learning rate for weights of these shapes."""
    return several(*(optimizer_steps(shape=shape, lr=lr, **options) for shape in shapes))


EXERCISE = Exercise(sgd_step, reference, accepts=[on_a_copy, weight_by_weight], checks={
    "step": agrees("goes down the gradient", points=2,
        on=several(steps(0.1, (7,), (3, 4)), steps(1.0, (5,)), steps(0.03, (5,), size=100.0),
                   steps(0.5, (6,), dtype="float32")),
        hint="The gradient points uphill.",
        catches=[Mistake("climbs instead of descending", "w - lr", "w + lr"),
                 Mistake("forgets the learning rate", "lr * dw", "dw",
                         hint="lr says how far to go: it multiplies the gradient."),
                 Mistake("divides by the learning rate", "lr * dw", "dw / lr",
                         hint="A larger lr is a longer step."),
                 Mistake("uses the sign of the gradient only", "lr * dw", "lr * np.sign(dw)",
                         hint="A steep slope makes a long step, a flat one a short step."),
                 Mistake("returns the step instead of the new weights", "w - lr * dw", "-lr * dw",
                         hint="The weights are asked, after the step.")]),
    "shapes": agrees("gives every weight its own step", points=1,
        on=several(steps(0.1, (1,), (4, 4), (5, 3), (2, 3, 4))),
        hint="`dw` has the shape of `w`: nothing is left to sum or average.",
        catches=[Mistake("averages the gradient over the rows, which the loss has done already",
                         "lr * dw", "lr * dw.mean(axis=0)"),
                 Mistake("divides by the number of rows once more", "lr * dw", "lr * dw / len(dw)"),
                 Mistake("divides the gradient by its norm", "lr * dw", "lr * dw / np.linalg.norm(dw)",
                         hint="A steep slope makes a long step: nothing is divided.")]),
    "path": agrees("goes a hundred steps, each from where the last one ended", points=1,
        on=trajectory("sgd_step", state=0, lr=0.1),
        hint="Each update starts from what the last one has returned.",
        catches=[Mistake("shrinks the weights a little at every step, as weight decay does",
                         "w - lr * dw", "0.999 * w - lr * dw")]),
    "pure": keeps_inputs(on=steps(0.1, (4, 5), (6,)), points=1,
        hint="`w -= ...` changes the caller's array.",
        catches=[Mistake("updates w in place", "return w - lr * dw", "w -= lr * dw; return w"),
                 Mistake("scales the gradient in place", "return w - lr * dw", "dw *= lr; return w - dw")]),
})
