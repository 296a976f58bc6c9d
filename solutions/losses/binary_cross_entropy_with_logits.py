"""binary_cross_entropy_with_logits: sigmoid and loss in one go, so that neither overflows."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def binary_cross_entropy_with_logits(z, t):
    """Return the mean over all elements of ``-(t * log(p) + (1 - t) * log(1 - p))`` with ``p = sigmoid(z)``.

    ``z`` are scores (logits) and ``t`` targets between 0 and 1 (usually one of the two), float arrays of the same
    shape: ``(N,)`` or ``(N, M)``. The logarithm is the natural one, and ``sigmoid(z) = 1 / (1 + exp(-z))``. The
    result is finite for every ``abs(z)`` up to 1e4; a prediction that is sure and wrong costs about ``abs(z)``, and
    one that is sure and right next to nothing, but exact to many digits. Returns one number.

    >>> print(round(binary_cross_entropy_with_logits(np.array([2.0, -1.0]), np.array([1.0, 0.0])), 6))
    0.220095
    >>> print(binary_cross_entropy_with_logits(np.array([-1000.0]), np.array([1.0])))
    1000.0
    >>> print(f"{binary_cross_entropy_with_logits(np.array([50.0]), np.array([1.0])):.4e}")
    1.9287e-22
    """
    return np.mean(np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z))))


def reference(z, t):
    """Torch's own loss cancels for a certain and right no; this sums its two terms as softplus of -z and z."""
    import torch

    zero = torch.zeros_like(z)
    return (t * torch.logaddexp(zero, -z) + (1 - t) * torch.logaddexp(zero, z)).mean()


def by_logaddexp(z, t):
    """Another right solution: -log(sigmoid(z)) is log(1 + exp(-z)), which NumPy has."""
    return np.mean(t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z))


def element_by_element(z, t):
    """Another right solution: a loop, with exp on the side where it is small."""
    total = 0.0
    for score, target in zip(z.flat, t.flat):
        if score > 0:
            total += np.log1p(np.exp(-score)) + score * (1 - target)
        else:
            total += np.log1p(np.exp(score)) - score * target
    return total / z.size


def sigmoid_then_log(z, t):
    """A mistake: right on paper."""
    p = 1 / (1 + np.exp(-z))
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def softened(z, t):
    """A mistake: a small number inside each logarithm."""
    p = 1 / (1 + np.exp(-z))
    return -np.mean(t * np.log(p + 1e-12) + (1 - t) * np.log(1 - p + 1e-12))


def clipped(z, t):
    """A mistake: probabilities kept away from 0 and 1."""
    p = np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def as_probabilities(z, t):
    """A mistake: no sigmoid."""
    return -np.mean(t * np.log(z) + (1 - t) * np.log(1 - z))


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
    """Scores of which exp overflows, some of them hopelessly wrong, and others that are wrong enough."""
    z = rng.uniform(800, 1e4, size=8) * rng.permutation([1, -1, 1, -1, 1, -1, 1, -1])
    yield Case("far out", dict(z=z, t=rng.permutation([0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0])))
    wrong = rng.uniform(40, 90, size=6)
    yield Case("wrong", dict(z=np.append(wrong, -wrong), t=np.repeat([0.0, 1.0], 6)))


def right(rng):
    """Scores that are certain and right, so that the loss is tiny."""
    for signs in ([1.0], [-1.0], [1.0, -1.0, -1.0, 1.0]):
        t = (np.array(signs) > 0).astype(float)
        yield Case(f"{len(signs)} right", dict(z=rng.uniform(40, 300, size=len(signs)) * signs, t=t))


EXERCISE = Exercise(binary_cross_entropy_with_logits, reference, accepts=[by_logaddexp, element_by_element], checks={
    "surprise": agrees("measures the surprise of yes and no", on=several(logits((1,), (2,), (7,)), soft), points=2,
        hint="Write log(sigmoid(z)) and log(1 - sigmoid(z)) out, and simplify.",
        catches=[Mistake("takes the scores for probabilities, without a sigmoid", function=as_probabilities),
                 Mistake("swaps yes and no", "z * t", "z * (1 - t)"),
                 Mistake("leaves out the term that is linear in t", " - z * t", ""),
                 Mistake("forgets the logarithm's part of the loss", " + np.log1p(np.exp(-np.abs(z)))", "")]),
    "batch": agrees("averages over all elements", points=1,
        on=several(logits((4, 4), (16, 3), (1, 7), (64,)), logits((5, 3), dtype=np.float32)),
        hint="Each element is a question of its own, with its own answer.",
        catches=[Mistake("sums instead of averaging", "np.mean(", "np.sum("),
                 Mistake("averages over the rows only, and sums over the columns",
                         "return np.mean(", "return z.size / len(z) * np.mean("),
                 Mistake("returns one loss for each row", "np.exp(-np.abs(z))))", "np.exp(-np.abs(z))), axis=-1)")]),
    "large": agrees("stays finite and exact when scores are large", on=large, points=3,
        hint=("Which exp overflows, and which logarithm gets a 0?",
              "Take exp of -abs(z) only, and never the logarithm of a rounded probability."),
        catches=[Mistake("takes the logarithm of a sigmoid that has become 0 or 1", function=sigmoid_then_log),
                 Mistake("keeps the logarithms off 0 by a small number of their own, which caps the loss",
                         function=softened),
                 Mistake("lets no number in the logarithms be 0, which caps the loss", function=clipped),
                 Mistake("overflows: takes exp of z itself", "np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))",
                         "np.log1p(np.exp(z)) - z * t")]),
    "right": agrees("keeps the digits of a tiny loss", on=right, points=2,
        hint=("Which of your terms are large, and cancel?", "And what is log(1 + x) when 1 + x is 1?"),
        catches=[Mistake("takes z * t off a sum that has swallowed the small part already",
                         "np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))", "np.logaddexp(0, z) - z * t"),
                 Mistake("adds a tiny exp to 1 inside a logarithm, where it is lost",
                         "np.log1p(np.exp(-np.abs(z)))", "np.log(1 + np.exp(-np.abs(z)))")]),
    "pure": keeps_inputs(on=logits((4, 4), (3, 2)), points=1,
        hint="`out=` and `*=` change the caller's array.",
        catches=[Mistake("multiplies in place", "np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))",
                         "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - np.multiply(z, t, out=t)")]),
})
