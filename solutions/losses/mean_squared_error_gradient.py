"""mean_squared_error_gradient: the slope of the loss of regression."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import predictions, several


def mean_squared_error_gradient(a, t):
    """Return the gradient with respect to ``a`` of the mean of ``(a - t)**2`` over all elements.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``. The result
    has the shape of ``a``. The loss has no 1/2, and averages over samples and outputs alike.

    >>> print(mean_squared_error_gradient(np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[2.0, 4.0], [1.0, 0.0]])))
    [[-0.5 -1. ]
     [-0.5  1.5]]
    """
    return 2 * (a - t) / a.size


def reference(a, t):
    import torch

    a = a.clone().requires_grad_()
    return torch.autograd.grad(torch.nn.functional.mse_loss(a, t), a)[0]


def element_by_element(a, t):
    """Another right solution: a loop."""
    gradient = np.empty(a.shape)
    for place in np.ndindex(a.shape):
        gradient[place] = -2.0 * (t[place] - a[place])
    return gradient / np.prod(a.shape)


EXERCISE = Exercise(mean_squared_error_gradient, reference, accepts=[element_by_element], checks={
    "error": agrees("points from the target to the prediction", on=predictions((1,), (5,), (4, 1)), points=2,
        hint="When a prediction that is too high grows the loss grows too, at twice the error.",
        catches=[Mistake("forgets the inner derivative: its gradient has the wrong sign", "(a - t)", "(t - a)"),
                 Mistake("returns the error alone, without the 2 and without dividing by the number of elements",
                         "2 * (a - t) / a.size", "a - t"),
                 Mistake("leaves out the 2 of the square's derivative", "2 * (a - t)", "(a - t)"),
                 Mistake("takes the derivative of the absolute error", "2 * (a - t)", "np.sign(a - t)")]),
    "batch": agrees("divides by the number that the loss divides by", points=2,
        on=several(predictions((1, 3), (4, 4), (16, 3), (2, 7)), predictions((5, 3), dtype=np.float32)),
        hint="How many numbers does the loss average?",
        catches=[Mistake("divides by the number of rows, where the loss averages over all elements",
                         "a.size", "len(a)"),
                 Mistake("sums: leaves out the division by the number of elements", " / a.size", ""),
                 Mistake("divides by the number of columns only", "a.size", "a.shape[-1]"),
                 Mistake("averages the gradient over the batch", "2 * (a - t) / a.size",
                         "2 * np.mean(a - t, axis=0)")]),
    "pure": keeps_inputs(on=predictions((4, 4), (3, 2)), points=1,
        hint="`a -= t` changes the caller's array.",
        catches=[Mistake("subtracts in place", "return 2 * (a - t)", "a -= t; return 2 * a")]),
})
