"""sum_of_squares_gradient: the error itself."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import predictions


def sum_of_squares_gradient(a, t):
    """Return the gradient with respect to ``a`` of ``0.5 * sum((a - t)**2)``, the sum over all elements.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``. The result
    has the shape of ``a``.

    >>> print(sum_of_squares_gradient(np.array([1.0, 2.0, 6.0]), np.array([2.0, 4.0, 3.0])))
    [-1. -2.  3.]
    """
    return a - t


def reference(a, t):
    import torch

    a = a.clone().requires_grad_()
    loss = 0.5 * torch.nn.functional.mse_loss(a, t, reduction="sum")
    return torch.autograd.grad(loss, a)[0]


def element_by_element(a, t):
    """Another right solution: a loop."""
    gradient = np.empty(a.shape)
    for place in np.ndindex(a.shape):
        gradient[place] = -(t[place] - a[place])
    return gradient


EXERCISE = Exercise(sum_of_squares_gradient, reference, accepts=[element_by_element], checks={
    "error": agrees("points from the target to the prediction", on=predictions((5,), (1, 3)), points=2,
        hint="When a prediction that is too high grows the loss grows too. What becomes of the 1/2?",
        catches=[Mistake("forgets the inner derivative: its gradient has the wrong sign", "a - t", "t - a"),
                 Mistake("keeps the factor 2, which the 1/2 cancels", "a - t", "2 * (a - t)"),
                 Mistake("keeps the 1/2, which the square's derivative cancels", "a - t", "0.5 * (a - t)")]),
    "batch": agrees("keeps each prediction's own slope", on=predictions((4, 4), (16, 3), (2, 7)), points=1,
        hint="The loss is a sum over the batch, so nothing is divided; and each prediction has a slope of its own.",
        catches=[Mistake("divides by the number of samples, although the loss is a sum", "a - t", "(a - t) / len(a)"),
                 Mistake("divides by the number of elements, although the loss is a sum", "a - t", "(a - t) / a.size"),
                 Mistake("sums the gradient over the batch", "a - t", "np.sum(a - t, axis=0)")]),
    "pure": keeps_inputs(on=predictions((4, 4), (3, 2)), points=1,
        hint="`a -= t` changes the caller's array.",
        catches=[Mistake("subtracts in place", "return a - t", "a -= t; return a")]),
})
