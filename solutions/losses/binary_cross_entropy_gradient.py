"""binary_cross_entropy_gradient: the slope of a yes-or-no loss in its probability."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def binary_cross_entropy_gradient(p, t):
    """Return the gradient with respect to ``p`` of the mean of ``-(t * log(p) + (1 - t) * log(1 - p))``.

    ``p`` are predicted probabilities, above 0 and below 1, and ``t`` targets between 0 and 1 (usually one of the
    two), float arrays of the same shape: ``(N,)`` or ``(N, M)``. The loss is the mean over all elements. The
    result has the shape of ``p``. Nothing is clipped: for ``t = 1`` and ``p = 1e-30`` the slope is ``-1e30``, divided
    by the number of elements. Where ``t`` is 0 or 1 every element is exact to many digits.

    >>> print(binary_cross_entropy_gradient(np.array([0.8, 0.5]), np.array([1.0, 0.0])))
    [-0.625  1.   ]
    """
    return (p - t) / (p * (1 - p)) / p.size


def reference(p, t):
    """Torch's own binary_cross_entropy never divides by less than 1e-12."""
    import torch

    p = p.clone().requires_grad_()
    loss = -(t * torch.log(p) + (1 - t) * torch.log1p(-p)).mean()
    return torch.autograd.grad(loss, p)[0]


def in_two_terms(p, t):
    """Another right solution: each logarithm's own derivative."""
    return -(t / p - (1 - t) / (1 - p)) / np.prod(p.shape)


def element_by_element(p, t):
    """Another right solution: a loop."""
    gradient = np.zeros(p.shape)
    for place in np.ndindex(p.shape):
        gradient[place] = (1 - t[place]) / (1 - p[place]) - t[place] / p[place]
    return gradient / p.size


def binary(*shapes):
    """Random probabilities, none of them extreme, with targets of 0 and 1, of both at least one where they fit."""

    def cases(rng):
        for shape in shapes:
            t = rng.permutation(np.arange(np.prod(shape)) % 2).reshape(shape).astype(float)
            yield Case(f"shape {shape}", dict(p=rng.uniform(0.05, 0.95, size=shape), t=t))

    return cases


def soft(rng):
    """Targets between 0 and 1."""
    p, t = rng.uniform(0.05, 0.95, size=(2, 5, 3))
    yield Case("soft targets", dict(p=p, t=t))


def extreme(rng):
    """Probabilities next to 0 that are right, and wrong, and next to 1."""
    small = 10.0 ** rng.uniform(-30, -14, size=6)
    yield Case("next to 0", dict(p=small, t=rng.permutation([0.0, 1.0, 1.0, 0.0, 1.0, 1.0])))
    large = 1 - 2.0 ** rng.integers(-25, -15, size=6)
    yield Case("next to 1", dict(p=large, t=rng.permutation([0.0, 1.0, 1.0, 0.0, 0.0, 0.0])))


EXERCISE = Exercise(binary_cross_entropy_gradient, reference, accepts=[in_two_terms, element_by_element], checks={
    "slope": agrees("gives the slope for yes and for no", on=several(binary((2,), (7,)), soft), points=3,
        hint=("What is the derivative of log(p), and what that of log(1 - p)?",
              "A larger p lowers the loss where t is 1, and raises it where t is 0."),
        catches=[Mistake("has the wrong sign: the slope of the likelihood, not of the loss", "(p - t)", "(t - p)"),
                 Mistake("returns the gradient with respect to the logits, p - t", " / (p * (1 - p))", ""),
                 Mistake("leaves out the term of t = 0, as in a cross-entropy over several classes",
                         "(p - t) / (p * (1 - p))", "-t / p"),
                 Mistake("adds the two terms, without the inner derivative of 1 - p",
                         "(p - t) / (p * (1 - p))", "-(t / p + (1 - t) / (1 - p))"),
                 Mistake("multiplies by p (1 - p) instead of dividing", " / (p * (1 - p))", " * (p * (1 - p))")]),
    "batch": agrees("divides by the number that the loss divides by", points=2,
        on=binary((4, 4), (16, 3), (1, 7), (64,)),
        hint="How many numbers does the loss average?",
        catches=[Mistake("leaves out the division by the number of elements", " / p.size", ""),
                 Mistake("divides by the number of rows, where the loss averages over all elements",
                         "p.size", "len(p)"),
                 Mistake("averages the gradient over the batch", "(p - t) / (p * (1 - p)) / p.size",
                         "np.mean((p - t) / (p * (1 - p)), axis=0)")]),
    "extreme": agrees("stays exact next to 0 and 1", on=extreme, points=2, elementwise=True,
        hint="The slope at a tiny p is huge where t is 1: let it be.",
        catches=[Mistake("keeps the denominator off 0 by a small number of its own, which caps the slope",
                         "(p * (1 - p))", "(p * (1 - p) + 1e-12)"),
                 Mistake("keeps the denominator above 1e-12, as torch does, which caps the slope",
                         "(p * (1 - p))", "np.maximum(p * (1 - p), 1e-12)"),
                 Mistake("lets no denominator come close to 0, which caps the slope", "return (p - t)",
                         "p = np.clip(p, 1e-7, 1 - 1e-7); return (p - t)")]),
    "pure": keeps_inputs(on=binary((4, 4), (3, 2)), points=1,
        hint="`p -= t` changes the caller's array.",
        catches=[Mistake("subtracts in place", "return (p - t) / (p * (1 - p))",
                         "slope = p * (1 - p); p -= t; return p / slope")]),
})
