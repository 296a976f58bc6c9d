"""binary_cross_entropy_with_logits_gradient: prediction less target."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def binary_cross_entropy_with_logits_gradient(z, t):
    """Return the gradient with respect to ``z`` of the mean of ``-(t * log(p) + (1 - t) * log(1 - p))``.

    ``p`` is ``sigmoid(z) = 1 / (1 + exp(-z))``. ``z`` are scores (logits) and ``t`` targets between 0 and 1
    (usually one of the two), float arrays of the same shape: ``(N,)`` or ``(N, M)``. The loss is the mean over
    all elements. The result has the shape of ``z`` and is finite for every ``abs(z)`` up to 1e4. The slope of a
    prediction that is sure and right is nearly 0, and may come out as 0.

    >>> print(binary_cross_entropy_with_logits_gradient(np.array([0.0, 2.0]), np.array([1.0, 0.0])).round(6))
    [-0.25      0.440399]
    """
    e = np.exp(-np.abs(z))
    p = np.where(z >= 0, 1, e) / (1 + e)
    return (p - t) / z.size


def reference(z, t):
    import torch

    z = z.clone().requires_grad_()
    return torch.autograd.grad(torch.nn.functional.binary_cross_entropy_with_logits(z, t), z)[0]


def by_tanh(z, t):
    """Another right solution: the sigmoid as a hyperbolic tangent, which never overflows."""
    return ((1 + np.tanh(z / 2)) / 2 - t) / np.prod(z.shape)


def element_by_element(z, t):
    """Another right solution: a loop."""
    gradient = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        score = z[place]
        p = 1 / (1 + np.exp(-score)) if score > 0 else np.exp(score) / (1 + np.exp(score))
        gradient[place] = p - t[place]
    return gradient / z.size


def overflowing(z, t):
    """A mistake: right on paper."""
    return (np.exp(z) / (1 + np.exp(z)) - t) / z.size


def clipped_scores(z, t):
    """A mistake: scores cut off where exp could still be taken."""
    return (1 / (1 + np.exp(-np.clip(z, -5, 5))) - t) / z.size


def with_one_minus(z, t):
    """A mistake: the chain rule with a slope that has become 0."""
    p = 1 / (1 + np.exp(-z))
    return (p - t) / (p * (1 - p)) * (p * (1 - p)) / z.size


def logits(*shapes, dtype=np.float64):
    """Random scores of moderate size, with targets of 0 and 1, of both at least one where they fit."""

    def cases(rng):
        for shape in shapes:
            z = rng.normal(scale=2, size=shape).astype(dtype)
            t = rng.permutation(np.arange(np.prod(shape)) % 2).reshape(shape).astype(dtype)
            yield Case(f"{np.dtype(dtype).name} {shape}", dict(z=z, t=t))

    return cases


def soft(rng):
    """Targets between 0 and 1."""
    yield Case("soft targets", dict(z=rng.normal(scale=2, size=(5, 3)), t=rng.uniform(size=(5, 3))))


def large(rng):
    """Scores on both sides of which exp overflows, with right and wrong predictions, and some less far out."""
    z = rng.uniform(800, 1e4, size=8) * np.tile([1, -1], 4)
    yield Case("far out", dict(z=z, t=np.repeat([0.0, 1.0], 4)))
    z = rng.uniform(6, 9, size=6) * np.tile([1, -1], 3)
    yield Case("on the way", dict(z=z, t=(z > 0).astype(float)))


EXERCISE = Exercise(
    binary_cross_entropy_with_logits_gradient, reference, accepts=[by_tanh, element_by_element],
    harmless=[Harmless("both branches are 1/2 at 0", ("z >= 0", "z > 0"))], checks={
    "slope": agrees("gives the slope for yes and for no", on=several(logits((2,), (7,)), soft), points=3,
        hint=("Chain rule: the slope of the loss in p, times the slope of p in z.", "p (1 - p) cancels."),
        catches=[Mistake("has the wrong sign: the slope of the likelihood, not of the loss", "(p - t)", "(t - p)"),
                 Mistake("multiplies by the sigmoid's slope once more, as for the squared error",
                         "(p - t)", "(p - t) * p * (1 - p)"),
                 Mistake("returns the gradient with respect to p, without the sigmoid's slope",
                         "(p - t)", "(p - t) / (p * (1 - p))"),
                 Mistake("subtracts the target from the score, without a sigmoid", "(p - t)", "(z - t)")]),
    "batch": agrees("divides by the number that the loss divides by", points=2,
        on=several(logits((4, 4), (16, 3), (1, 7), (64,)), logits((5, 3), dtype=np.float32)),
        hint="How many numbers does the loss average?",
        catches=[Mistake("leaves out the division by the number of elements", " / z.size", ""),
                 Mistake("divides by the number of rows, where the loss averages over all elements",
                         "z.size", "len(z)"),
                 Mistake("averages the gradient over the batch", "(p - t) / z.size", "np.mean(p - t, axis=0)")]),
    "large": agrees("stays finite and exact when scores are large", on=large, points=2,
        hint="exp(-abs(z)) never overflows.",
        catches=[Mistake("overflows for large z, where exp(z) / (1 + exp(z)) is infinity over infinity",
                         function=overflowing),
                 Mistake("divides by p (1 - p), which has become 0", function=with_one_minus),
                 Mistake("clips the scores", function=clipped_scores)]),
    "pure": keeps_inputs(on=logits((4, 4), (3, 2)), points=1,
        hint="`out=` and `*=` change the caller's array.",
        catches=[Mistake("writes the absolute values into the caller's z", "e = np.exp(-np.abs(z))",
                         "s = z.copy(); e = np.exp(-np.abs(z, out=z)); z = s")]),
})
