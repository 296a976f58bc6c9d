"""normal_init: small random weights, no two of them the same."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, reproducible, satisfies
from autograder.exercise.cases import seed


def normal_init(rng, n_in, n_out, scale=0.01):
    """Return random weights of a dense layer, ``(n_in, n_out)``: normal with mean 0 and standard deviation ``scale``.

    Draw ``rng.standard_normal((n_in, n_out))`` once. ``n_in`` and ``n_out`` are the numbers of inputs and of units,
    at least 1; ``scale`` is a positive number.

    >>> print(normal_init(np.random.default_rng(0), 2, 3, scale=0.1).round(4))
    [[ 0.0126 -0.0132  0.064 ]
     [ 0.0105 -0.0536  0.0362]]
    """
    return scale * rng.standard_normal((n_in, n_out))


def reference(rng, n_in, n_out, scale=0.01):
    import torch

    return torch.from_numpy(rng.standard_normal((n_in, n_out))).mul(scale)


def by_normal(rng, n_in, n_out, scale=0.01):
    """Another right solution: the same numbers under another name."""
    return rng.normal(0.0, scale, size=(n_in, n_out))


def row_by_row(rng, n_in, n_out, scale=0.01):
    """Another right solution: loops that draw in the same order."""
    w = np.zeros((n_in, n_out))
    for i in range(n_in):
        for j in range(n_out):
            w[i, j] = rng.standard_normal() * scale
    return w


def layers(*sizes, **options):
    """Weights ``(n_in, n_out)``; the judge knows the standard deviation that is asked."""

    def cases(rng):
        for n_in, n_out in sizes:
            inputs = dict(rng=seed(rng), n_in=n_in, n_out=n_out, **options)
            said = "".join(f", {name}={value:.3g}" for name, value in options.items())
            yield Case(f"{n_in} x {n_out}{said}", inputs, known=dict(std=options.get("scale", 0.01)))

    return cases


def scales(*sizes):
    """The usual scale, and a random one."""

    def cases(rng):
        yield from layers(*sizes)(rng)
        yield from layers(*sizes, scale=float(rng.uniform(0.1, 3)))(rng)

    return cases


EXERCISE = Exercise(normal_init, reference, accepts=[by_normal, row_by_row], checks={
    "spread": satisfies("draws normal numbers around 0 with the standard deviation `scale`", points=2,
        holds="is_normal_with_std", on=scales((200, 50), (60, 60)),
        not_by_hand="only many numbers show how they are spread",
        hint=("How far from 0 is a standard normal number, typically, and how far shall a weight be?",
              "A number times scale has a standard deviation that is scale times as large."),
        catches=[Mistake("starts with weights of 0", "scale * rng.standard_normal((n_in, n_out))",
                         "np.zeros((n_in, n_out))"),
                 Mistake("draws uniform numbers between 0 and scale", "rng.standard_normal(", "rng.random("),
                 Mistake("draws uniform numbers between -scale and scale",
                         "scale * rng.standard_normal((n_in, n_out))", "rng.uniform(-scale, scale, (n_in, n_out))"),
                 Mistake("takes scale for the variance", "scale * rng", "np.sqrt(scale) * rng"),
                 Mistake("squares scale", "scale * rng", "scale**2 * rng"),
                 Mistake("forgets the scale", "scale * rng", "rng"),
                 Mistake("always uses the usual scale", "scale * rng", "0.01 * rng"),
                 Mistake("takes scale for the mean", "scale * rng", "scale + rng"),
                 Mistake("gives all units the same weights", "rng.standard_normal((n_in, n_out))",
                         "np.repeat(rng.standard_normal((n_in, 1)), n_out, axis=1)")]),
    "draw": agrees("makes the one draw that is asked, of the right shape", points=1,
        on=scales((3, 4), (4, 4), (1, 5), (6, 1), (1, 1)),
        hint="A row for each input, a column for each unit; and the numbers come from rng.",
        catches=[Mistake("has a row for each unit and a column for each input", "(n_in, n_out))", "(n_out, n_in))"),
                 Mistake("draws the weights unit by unit", "(n_in, n_out))", "(n_out, n_in)).T"),
                 Mistake("draws from a generator of its own, which always begins with the same numbers",
                         "rng.standard_normal", "np.random.default_rng(0).standard_normal")]),
    "chance": reproducible(on=scales((80, 30)), points=1,
        not_by_hand="only many numbers show how they are spread",
        holds="is_normal_with_std",
        hint="np.random.randn uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.standard_normal((n_in, n_out))", "np.random.randn(n_in, n_out)")]),
})
