"""standard_dropout: dropout as it was published, which pays in use (Srivastava et al. 2014)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import seed, several


def standard_dropout(x, p, rng, training=True):
    """Return ``(out, mask)`` of dropout, which drops each number with probability ``p``, ``0 <= p < 1``.

    In training, draw ``rng.random(x.shape)`` once, a number for each number of ``x``. ``mask`` is a boolean array,
    True where that number is at least ``p``: these are kept. ``out`` is ``x`` where the mask is True and 0 elsewhere:
    nothing is scaled, as inverted dropout (`dropout_forward`) would.

    With ``training=False``, in use, nothing is drawn or dropped. ``out`` is ``(1 - p) * x`` then, the expectation of
    what training gave, and ``mask`` is True everywhere.

    ``x`` is a float array of any shape; ``out`` and ``mask`` have the same.

    >>> out, mask = standard_dropout(np.array([[1.0, 2.0, 3.0, 4.0]]), 0.25, np.random.default_rng(0))
    >>> print(out, mask)
    [[1. 2. 0. 0.]] [[ True  True False False]]
    >>> out, mask = standard_dropout(np.array([[1.0, 2.0, 3.0, 4.0]]), 0.25, np.random.default_rng(0), training=False)
    >>> print(out, mask)
    [[0.75 1.5  2.25 3.  ]] [[ True  True  True  True]]
    """
    if not training:
        return (1 - p) * x, np.ones(x.shape, dtype=bool)
    mask = rng.random(x.shape) >= p
    return x * mask, mask


def reference(x, p, rng, training=True):
    import torch

    if not training:
        return (1 - p) * x, torch.ones_like(x, dtype=torch.bool)
    mask = torch.from_numpy(rng.random(tuple(x.shape))) >= p
    return torch.where(mask, x, torch.zeros_like(x)), mask


def by_index(x, p, rng, training=True):
    """Another right solution: what is dropped is set to 0."""
    if training:
        dropped = rng.uniform(size=x.shape) < p
        out = x.copy()
        out[dropped] = 0
        return out, ~dropped
    return x - p * x, np.full(x.shape, True)


def layers(*rates, shapes=((5, 3), (4, 4), (1, 8), (3, 2, 4)), **options):
    """Random activations."""

    def cases(rng):
        for p in rates:
            for shape in shapes:
                yield Case(f"p={p}, shape {shape} {options or ''}",
                           dict(x=rng.normal(size=shape), p=p, rng=seed(rng), **options))

    return cases


def just_kept(rng):
    """A ``p`` that is one of the numbers drawn."""
    for case in layers(0.0, shapes=((5, 3), (4, 4)))(rng):
        generator, shape = case.inputs["rng"], case.inputs["x"].shape
        p = float(rng.choice(np.random.default_rng(generator.seed).random(shape).ravel()))
        yield Case(f"p is a number drawn, shape {shape}", {**case.inputs, "p": p})


EXERCISE = Exercise(standard_dropout, reference, accepts=[by_index], checks={
    "training": agrees("drops in training, and scales nothing", points=3,
        on=several(layers(0.2, 0.5, 0.7), layers(0.3, training=True), just_kept),
        hint="What is kept stays as it is.",
        catches=[Mistake("divides by 1 - p, as inverted dropout does", "x * mask, mask", "x * mask / (1 - p), mask"),
                 Mistake("takes p for the probability of keeping", ">= p", "< p"),
                 Mistake("multiplies by 1 - p in training already", "x * mask, mask", "(1 - p) * x * mask, mask"),
                 Mistake("returns a mask of what is dropped", "x * mask, mask", "x * mask, ~mask"),
                 Mistake("drops whole samples", "rng.random(x.shape) >= p",
                         "np.broadcast_to(rng.random((len(x),) + (1,) * (x.ndim - 1)) >= p, x.shape).copy()")]),
    "use": agrees("pays in use for what training dropped", points=3,
        on=layers(0.2, 0.5, 0.7, training=False),
        hint=("What is the expectation of a number in training?",
              "A share of 1 - p is kept on average: scale by that, once."),
        catches=[Mistake("multiplies by p in use", "(1 - p) * x,", "p * x,"),
                 Mistake("leaves x as it is in use, as inverted dropout does", "(1 - p) * x,", "x,"),
                 Mistake("scales twice", "(1 - p) * x,", "(1 - p) ** 2 * x,"),
                 Mistake("divides by 1 - p in use", "(1 - p) * x,", "x / (1 - p),"),
                 Mistake("drops in use, too", "if not training:", "if False:")]),
    "chance": reproducible(on=layers(0.4, shapes=((4, 5),)), points=1,
        hint="np.random.rand uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.random(x.shape)", "np.random.rand(*x.shape)")]),
    "pure": keeps_inputs(on=several(layers(0.3, shapes=((5, 3),)), layers(0.3, shapes=((5, 3),), training=False)),
        points=1,
        hint="`x *= mask` changes the caller's array.",
        catches=[Mistake("drops in the caller's array", "return x * mask, mask", "x *= mask; return x, mask")]),
})
