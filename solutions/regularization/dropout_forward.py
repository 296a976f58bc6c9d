"""dropout_forward: units that cannot rely on each other (Srivastava et al. 2014)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs, reproducible, satisfies
from autograder.exercise.cases import seed, several


def dropout_forward(x, p, rng, training=True):
    """Return ``(out, mask)`` of inverted dropout, which drops each number with probability ``p``, ``0 <= p < 1``.

    In training, draw ``rng.random(x.shape)`` once, a number for each number of ``x``. ``mask`` is a boolean array,
    True where that number is at least ``p``: these are kept. ``out`` is ``x / (1 - p)`` where the mask is True,
    so that its expectation is ``x``, and 0 elsewhere. ``1 - p`` is the probability of keeping, whatever share is
    kept this time.

    Otherwise nothing is drawn, dropped or scaled: ``out`` equals ``x``, and ``mask`` is True everywhere.

    ``x`` is a float array of any shape, such as ``(N, D)`` or ``(N, C, H, W)``; ``out`` and ``mask`` have the same.

    >>> out, mask = dropout_forward(np.array([[1.0, 2.0, 3.0, 4.0]]), 0.25, np.random.default_rng(0))
    >>> print(out.round(4), mask)
    [[1.3333 2.6667 0.     0.    ]] [[ True  True False False]]
    >>> out, mask = dropout_forward(np.array([[1.0, 2.0]]), 0.25, np.random.default_rng(0), training=False)
    >>> print(out, mask)
    [[1. 2.]] [[ True  True]]
    """
    if not training:
        return x.copy(), np.ones(x.shape, dtype=bool)
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask


def reference(x, p, rng, training=True):
    import torch

    if not training:
        return x.clone(), torch.ones_like(x, dtype=torch.bool)
    mask = torch.from_numpy(rng.random(tuple(x.shape))) >= p
    return torch.where(mask, x / (1 - p), torch.zeros_like(x)), mask


def by_index(x, p, rng, training=True):
    """Another right solution: fill in what is kept."""
    keep = 1.0 - p if training else 1.0
    mask = rng.uniform(size=x.shape) >= p if training else np.full_like(x, True, dtype=bool)
    out = np.zeros_like(x)
    out[mask] = x[mask] / keep
    return out, mask


def number_by_number(x, p, rng, training=True):
    """Another right solution: a loop that draws in the same order."""
    out, mask = np.array(x), np.ones(x.shape, bool)
    if training:
        for place in np.ndindex(*x.shape):
            mask[place] = not rng.random() < p
            out[place] = out[place] / (1 - p) if mask[place] else 0.0
    return out, mask


def keeping_with_p(x, p, rng, training=True):
    """A mistake: p is taken for the probability of keeping, as some libraries have it."""
    mask = rng.random(x.shape) < p if training else np.ones(x.shape, dtype=bool)
    return np.where(mask, x / p if p and training else x, 0), mask


def layers(*rates, shapes=((5, 3), (4, 4), (1, 8), (32, 6)), **options):
    """Random activations."""

    def cases(rng):
        for p in rates:
            for shape in shapes:
                inputs = dict(x=rng.normal(size=shape), p=p, rng=seed(rng), **options)
                said = "".join(f", {name}={value}" for name, value in options.items())
                yield Case(f"p={p}, shape {shape}{said}", inputs)

    return cases


def large(rng):
    """Enough numbers to tell chances apart, none of them 0; p = 0.5 hides much."""
    for p in (0.2, 0.5, 0.8):
        x = rng.uniform(0.5, 2, size=(60, 80)) * rng.choice([-1.0, 1.0], size=(60, 80))
        yield Case(f"p={p}, 60 x 80", dict(x=x, p=p, rng=seed(rng)))


def just_kept(rng):
    """A ``p`` that is one of the numbers drawn."""
    for case in layers(0.0, shapes=((5, 3), (4, 4)))(rng):
        generator, shape = case.inputs["rng"], case.inputs["x"].shape
        p = float(rng.choice(np.random.default_rng(generator.seed).random(shape).ravel()))
        yield Case(f"p is a number drawn, shape {shape}", {**case.inputs, "p": p})


def single(rng):
    """Activations in single precision."""
    for case in layers(0.3, shapes=((6, 5),))(rng):
        yield Case("float32", {**case.inputs, "x": case.inputs["x"].astype(np.float32)})


FORWARD = "x * mask / (1 - p), mask"
DRAWN = "rng.random(x.shape) >= p"

EXERCISE = Exercise(dropout_forward, reference, accepts=[by_index, number_by_number], harmless=[
    Harmless("the caller's array equals x as well as a copy does", ("x.copy()", "x"))], checks={
    "rate": satisfies("drops a share of p, by chance, and keeps the expectation", points=3, on=large,
        not_by_hand="only many numbers show how they are spread",
        holds="is_inverted_dropout",
        hint=("If a fifth of the numbers is kept, by what do these have to be multiplied?",
              "At p = 0.5 keeping and dropping are the same; try p = 0.2."),
        catches=[Mistake("takes p for the probability of keeping: right for p = 0.5 only",
                         DRAWN, "rng.random(x.shape) < p"),
                 Mistake("draws one mask for the whole batch", DRAWN,
                         "np.broadcast_to(rng.random(x.shape[1:]) >= p, x.shape).copy()"),
                 Mistake("drops whole samples", DRAWN,
                         "np.broadcast_to(rng.random((len(x),) + (1,) * (x.ndim - 1)) >= p, x.shape).copy()"),
                 Mistake("draws normal numbers, which are negative as often as not",
                         "rng.random(x.shape)", "rng.standard_normal(x.shape)"),
                 Mistake("drops nothing", DRAWN, "np.ones(x.shape, dtype=bool)")]),
    "mask": agrees("keeps what the one draw says", points=1, item=1,
        on=several(layers(0.1, 0.5, 0.8), just_kept),
        hint="A number is kept where its draw is at least p; the mask says what is kept.",
        catches=[Mistake("keeps where the draw is below 1 - p: as good, but not what is asked", DRAWN,
                         "rng.random(x.shape) < 1 - p"),
                 Mistake("draws the mask by rng.binomial: as good, but not the draw that is asked", DRAWN,
                         "rng.binomial(1, 1 - p, x.shape) > 0"),
                 Mistake("takes p for the probability of keeping", function=keeping_with_p),
                 Mistake("returns a mask of what is dropped", FORWARD, "x * mask / (1 - p), ~mask"),
                 Mistake("returns the mask divided by 1 - p, as some write it, not a boolean one",
                         FORWARD, "x * mask / (1 - p), mask / (1 - p)"),
                 Mistake("draws unit by unit, not sample by sample", DRAWN,
                         "rng.random(x.shape[::-1]).T >= p")]),
    "scale": agrees("divides what is kept by the probability of keeping", points=2, item=0,
        on=several(layers(0.1, 0.25, 0.8), layers(0.0, shapes=((3, 4), (2, 2))), single),
        hint="What is the expectation of out, if a number is kept with probability 1 - p?",
        catches=[Mistake("does not scale in training", FORWARD, "x * mask, mask"),
                 Mistake("divides by p, the probability of dropping", FORWARD, "x * mask / max(p, 1e-9), mask"),
                 Mistake("multiplies by 1 - p", FORWARD, "x * mask * (1 - p), mask"),
                 Mistake("scales twice", FORWARD, "x * mask / (1 - p) ** 2, mask"),
                 Mistake("divides by the share that is kept this time, not by the probability", FORWARD,
                         "x * mask / max(mask.mean(), 1e-9), mask")]),
    "testing": agrees("drops in training, and not in testing", points=2,
        on=several(layers(0.3, 0.5, training=False), layers(0.3, shapes=((5, 3), (4, 4)), training=True)),
        hint="Training has paid already for what it dropped: what is left to be done in testing?",
        catches=[Mistake("drops in testing, too", "if not training:", "if False:"),
                 Mistake("scales by 1 - p in testing, after training has scaled already", "x.copy()", "x * (1 - p)"),
                 Mistake("scales by 1 - p in testing and not in training, as standard dropout does",
                         "return x.copy(), np.ones(x.shape, dtype=bool)\n    mask = rng.random(x.shape) >= p\n"
                         "    return x * mask / (1 - p), mask",
                         "return x * (1 - p), np.ones(x.shape, dtype=bool)\n    mask = rng.random(x.shape) >= p\n"
                         "    return x * mask, mask",
                         hint="Divide by 1 - p in training: then nothing is left to do in testing."),
                 Mistake("divides by 1 - p in testing, too", "x.copy()", "x / (1 - p)"),
                 Mistake("drops in testing instead of in training", "if not training:", "if training:"),
                 Mistake("returns no mask in testing", "np.ones(x.shape, dtype=bool)", "None"),
                 Mistake("returns a mask of zeros in testing", "np.ones(", "np.zeros(")]),
    "shape": agrees("takes arrays of any shape", points=1, on=layers(0.4, shapes=((7,), (3, 2, 4, 5), (2, 2, 2, 2))),
        hint="One draw for each number: an image has more than one.",
        catches=[Mistake("drops whole feature maps, one draw for each sample and channel", DRAWN,
                         "np.broadcast_to((rng.random(x.shape[:2]) >= p)"
                         ".reshape(x.shape[:2] + (1,) * (x.ndim - 2)), x.shape).copy()"),
                 Mistake("counts on two axes", DRAWN, "rng.random((x.shape[0], x.shape[1])) >= p")]),
    "chance": reproducible(on=large, points=1,
        not_by_hand="only many numbers show how they are spread",
        holds="is_inverted_dropout",
        hint="np.random.rand uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.random(x.shape)", "np.random.rand(*x.shape)"),
                 Mistake("makes a generator of its own, the same for every call",
                         "rng.random(x.shape)", "np.random.default_rng(0).random(x.shape)")]),
    "pure": keeps_inputs(on=several(layers(0.3, shapes=((5, 3),)), layers(0.3, shapes=((5, 3),), training=False)),
        points=1,
        hint="`x *= mask` changes the caller's array.",
        catches=[Mistake("drops in the caller's array", "return x * mask / (1 - p), mask",
                         "x *= mask; x /= 1 - p; return x, mask")]),
})
