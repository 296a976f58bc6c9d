"""mean_absolute_error_gradient: every error pulls with the same force."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import predictions, several


def mean_absolute_error_gradient(a, t):
    """Return the gradient with respect to ``a`` of the mean of ``abs(a - t)`` over all elements.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``. The result
    has the shape of ``a``. Where ``a`` equals ``t`` there is no derivative, and the result is 0.

    >>> print(mean_absolute_error_gradient(np.array([1.0, 2.0, 6.0, 5.0]), np.array([2.0, 4.0, 3.0, 1.0])))
    [-0.25 -0.25  0.25  0.25]
    """
    return np.sign(a - t) / a.size


def reference(a, t):
    import torch

    a = a.clone().requires_grad_()
    return torch.autograd.grad(torch.nn.functional.l1_loss(a, t), a)[0]


def by_comparison(a, t):
    """Another right solution: too high less too low."""
    return ((a > t) * 1.0 - (a < t) * 1.0) / np.prod(a.shape)


def element_by_element(a, t):
    """Another right solution: a loop."""
    gradient = np.zeros(a.shape)
    for place in np.ndindex(a.shape):
        if a[place] != t[place]:
            gradient[place] = (1.0 if a[place] > t[place] else -1.0) / a.size
    return gradient


def exact(rng):
    """Whole targets, and predictions of which some, or all, are exactly right."""
    for shape in ((6,), (4, 3)):
        t = rng.integers(-5, 6, size=shape).astype(float)
        right = rng.permutation(np.arange(t.size) % 2 == 0).reshape(shape)
        yield Case(f"some of {shape}", dict(a=np.where(right, t, t + rng.normal(size=shape)), t=t))
    yield Case("all", dict(a=t.copy(), t=t))


EXERCISE = Exercise(mean_absolute_error_gradient, reference, accepts=[by_comparison, element_by_element], checks={
    "sign": agrees("gives every error the same slope, up to its sign", on=predictions((5,), (4, 1), (7,)), points=2,
        hint="How much does abs(t - a) grow when a grows a little, above the target and below?",
        catches=[Mistake("forgets the inner derivative: its gradient has the wrong sign", "a - t", "t - a"),
                 Mistake("takes the derivative of the square", "np.sign(a - t)", "2 * (a - t)"),
                 Mistake("returns the absolute errors themselves", "np.sign(a - t)", "np.abs(a - t)"),
                 Mistake("takes the sign of the prediction, not of the error", "np.sign(a - t)", "np.sign(a)")]),
    "batch": agrees("divides by the number that the loss divides by", points=1,
        on=several(predictions((1, 3), (4, 4), (16, 3)), predictions((2, 7), dtype=np.float32)),
        hint="How many numbers does the loss average?",
        catches=[Mistake("divides by the number of rows, where the loss averages over all elements",
                         "a.size", "len(a)"),
                 Mistake("leaves out the division by the number of elements", " / a.size", "")]),
    "exact": agrees("is 0 where the prediction is exactly right", on=exact, points=1,
        hint="np.sign knows three cases.",
        catches=[Mistake("divides the error by its size, which is 0 / 0 for a right prediction",
                         "np.sign(a - t)", "(a - t) / np.abs(a - t)"),
                 Mistake("gives a right prediction the slope -1", "np.sign(a - t)", "np.where(a > t, 1.0, -1.0)"),
                 Mistake("gives a right prediction the slope 1", "np.sign(a - t)", "np.where(a < t, -1.0, 1.0)")]),
    "pure": keeps_inputs(on=predictions((4, 4), (3, 2)), points=1,
        hint="`a -= t` changes the caller's array.",
        catches=[Mistake("subtracts in place", "np.sign(a - t)", "np.sign(np.subtract(a, t, out=a))")]),
})
