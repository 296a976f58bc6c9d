"""quadratic_cost_gradient: which way the predictions should move."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import predictions


def quadratic_cost_gradient(a, t):
    """Return the gradient with respect to ``a`` of the quadratic cost ``sum((a - t)**2) / (2 N)``.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``. ``N`` is the
    number of samples, not the number of elements. The result has the shape of ``a``.

    >>> print(quadratic_cost_gradient(np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[2.0, 4.0], [1.0, 0.0]])))
    [[-0.5 -1. ]
     [-0.5  1.5]]
    """
    return (a - t) / len(a)


def reference(a, t):
    import torch

    a = a.clone().requires_grad_()
    loss = torch.nn.functional.mse_loss(a, t, reduction="sum") / (2 * len(a))
    return torch.autograd.grad(loss, a)[0]


def sample_by_sample(a, t):
    """Another right solution: a loop over the samples."""
    gradient = np.zeros(a.shape)
    for i in range(a.shape[0]):
        gradient[i] = -(t[i] - a[i]) / a.shape[0]
    return gradient


EXERCISE = Exercise(quadratic_cost_gradient, reference, accepts=[sample_by_sample], checks={
    "error": agrees("points from the target to the prediction", on=predictions((1, 3), (1,), (1, 8)), points=2,
        hint="When a prediction that is too high grows the cost grows too. What becomes of the 1/2?",
        catches=[Mistake("forgets the inner derivative: its gradient has the wrong sign", "(a - t)", "(t - a)"),
                 Mistake("keeps the 1/2, which the square's derivative cancels", "/ len(a)", "/ (2 * len(a))"),
                 Mistake("keeps the factor 2, which the 1/2 cancels", "(a - t)", "2 * (a - t)"),
                 Mistake("returns the cost of each element, not its slope", "(a - t)", "0.5 * (a - t) ** 2")]),
    "batch": agrees("divides by the number of samples, as the cost does", points=2,
        on=predictions((6,), (4, 4), (16, 3), (2, 7)),
        hint="Each prediction has its own slope; the 1/n of the cost is in each of them.",
        catches=[Mistake("leaves out the 1/n that the cost has", " / len(a)", ""),
                 Mistake("divides by the number of all elements, not of samples", "len(a)", "a.size"),
                 Mistake("sums the gradient over the batch", "(a - t) / len(a)", "np.sum(a - t, axis=0) / len(a)")]),
    "pure": keeps_inputs(on=predictions((4, 4), (3, 2)), points=1,
        hint="`a -= t` changes the caller's array.",
        catches=[Mistake("subtracts in place", "return (a - t)", "a -= t; return a")]),
})
