"""binary_cross_entropy: how surprised a yes-or-no prediction is by what happened."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def binary_cross_entropy(p, t):
    """Return the mean over all elements of ``-(t * log(p) + (1 - t) * log(1 - p))``, with the natural logarithm.

    ``p`` are predicted probabilities and ``t`` targets between 0 and 1 (usually one of the two), float arrays of
    the same shape: ``(N,)`` or ``(N, M)``. Where ``t`` is 0 the first term is left out, and where ``t`` is 1 the
    second: its logarithm may be infinite there. ``p`` is 0 only where ``t`` is 0, and 1 only where ``t`` is 1.
    Nothing is clipped: a tiny ``p`` for ``t = 1`` makes the loss large. For ``t = 0`` and a tiny ``p`` an element's
    loss is nearly ``p``, exact to many digits, and not 0. Returns one number.

    >>> print(round(binary_cross_entropy(np.array([0.9, 0.2]), np.array([1.0, 0.0])), 6))
    0.164252
    >>> print(binary_cross_entropy(np.array([1e-20]), np.array([0.0])))
    1e-20
    """
    happened = np.log(np.where(t > 0, p, 1.0))
    did_not = np.log1p(-np.where(t < 1, p, 0.0))
    return -np.mean(t * happened + (1 - t) * did_not)


def reference(p, t):
    """Torch's own binary_cross_entropy cuts each logarithm off at -100."""
    import torch

    return -(torch.xlogy(t, p) + torch.special.xlog1py(1 - t, -p)).mean()


def element_by_element(p, t):
    """Another right solution: a loop."""
    total = 0.0
    for probability, target in zip(p.flat, t.flat):
        if target > 0:
            total -= target * np.log(probability)
        if target < 1:
            total -= (1 - target) * np.log1p(-probability)
    return total / p.size


def masked(p, t):
    """Another right solution: the logarithms only where they are needed."""
    yes, no = np.zeros(p.shape), np.zeros(p.shape)
    np.log(p, out=yes, where=t > 0)
    np.log1p(-p, out=no, where=t < 1)
    return np.mean((t - 1) * no - t * yes)


def softened(p, t):
    """A mistake: a small number inside each logarithm."""
    return -np.mean(t * np.log(p + 1e-12) + (1 - t) * np.log(1 - p + 1e-12))


def clipped(p, t):
    """A mistake: probabilities kept away from 0 and 1."""
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def cut_off(p, t):
    """A mistake: torch's own limit of each logarithm."""
    return -np.mean(t * np.maximum(np.log(p), -100) + (1 - t) * np.maximum(np.log1p(-p), -100))


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


def certain(rng):
    """Probabilities of exactly 0 or 1 that are right, among others, and one that is all but certain and wrong."""
    for answer, name in ((0.0, "no"), (1.0, "yes")):
        t = rng.permutation(np.arange(8) % 2).astype(float)
        p = np.where(t == answer, t, rng.uniform(0.2, 0.8, size=8))
        yield Case(f"certain of {name}", dict(p=p, t=t))
    yield Case("a surprise", dict(p=np.array([10.0 ** rng.uniform(-80, -60), 0.5]), t=np.array([1.0, 0.0])))


def tiny(rng):
    """Probabilities so small that 1 - p is 1, and rightly so."""
    for size in (1, 6):
        yield Case(f"{size} tiny", dict(p=10.0 ** rng.uniform(-25, -17, size=size), t=np.zeros(size)))


EXERCISE = Exercise(binary_cross_entropy, reference, accepts=[element_by_element, masked], harmless=[
    Harmless("what stands there is multiplied by 0", ("np.where(t > 0, p, 1.0)", "np.where(t > 0, p, 2.0)"))], checks={
    "surprise": agrees("measures the surprise of yes and no", on=several(binary((1,), (2,), (7,)), soft), points=3,
        hint=("What was the probability of that which happened?",
              "For t = 1 it is p, for t = 0 it is 1 - p; take minus its natural logarithm."),
        catches=[Mistake("leaves out the minus sign", "-np.mean(", "np.mean("),
                 Mistake("leaves out the term of t = 0, as in a cross-entropy over several classes",
                         " + (1 - t) * did_not", ""),
                 Mistake("swaps the logarithms: log(1 - p) where it happened",
                         "t * happened + (1 - t) * did_not", "t * np.log1p(-p) + (1 - t) * np.log(p)"),
                 Mistake("takes log(p) in both terms, where the second one needs log(1 - p)",
                         "np.log1p(-np.where(t < 1, p, 0.0))", "np.log(np.where(t < 1, p, 1.0))"),
                 Mistake("swaps predictions and targets", "t * happened + (1 - t) * did_not",
                         "p * np.log(t) + (1 - p) * np.log(1 - t)"),
                 Mistake("takes the logarithm to base 10", "t * happened + (1 - t) * did_not",
                         "(t * happened + (1 - t) * did_not) / np.log(10)"),
                 Mistake("takes the logarithm to base 2", "t * happened + (1 - t) * did_not",
                         "(t * happened + (1 - t) * did_not) / np.log(2)")]),
    "batch": agrees("averages over all elements", on=binary((4, 4), (16, 3), (1, 7), (64,)), points=2,
        hint="Each element is a question of its own, with its own answer.",
        catches=[Mistake("sums instead of averaging", "-np.mean(", "-np.sum("),
                 Mistake("averages over the rows only, and sums over the columns",
                         "-np.mean(t * happened + (1 - t) * did_not)",
                         "-np.sum(t * happened + (1 - t) * did_not) / len(p)"),
                 Mistake("returns one loss for each row", "did_not)", "did_not, axis=-1)")]),
    "certain": agrees("stays finite and exact when a probability is 0 or 1, or nearly", on=certain, points=2,
        hint=("What is 0 * log(0) in floating-point numbers?", "Take each logarithm only where its factor is not 0."),
        catches=[Mistake("computes 0 * log(0), which is NaN", "np.where(t > 0, p, 1.0)", "p"),
                 Mistake("keeps the logarithms off 0 by a small number of their own, which caps the loss",
                         function=softened),
                 Mistake("lets no number in the logarithms be 0, which caps the loss", function=clipped),
                 Mistake("cuts the logarithms off at -100, as torch does", function=cut_off),
                 Mistake("computes 0 * log(1 - 1), which is NaN", "np.where(t < 1, p, 0.0)", "p")]),
    "tiny": agrees("keeps the digits of a tiny loss", on=tiny, points=1,
        hint="In floating-point numbers 1 - 1e-20 is 1. NumPy has a function for log(1 + x) with small x.",
        catches=[Mistake("subtracts a tiny p from 1, where it is lost", "np.log1p(-np.where(t < 1, p, 0.0))",
                         "np.log(1 - np.where(t < 1, p, 0.0))")]),
    "pure": keeps_inputs(on=several(binary((4, 4)), certain), points=1,
        hint="`p[p == 0] = 1` changes the caller's array.",
        catches=[Mistake("replaces probabilities in the caller's p", "happened = np.log(np.where(t > 0, p, 1.0))",
                         "q = p.copy(); p[t == 0] = 1.0; happened = np.log(p); p = q")]),
})
