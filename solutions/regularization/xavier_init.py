"""xavier_init: signals keep their size from layer to layer (Glorot & Bengio 2010)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, reproducible, satisfies
from autograder.exercise.cases import seed


def xavier_init(rng, n_in, n_out):
    """Return random weights of a dense layer, ``(n_in, n_out)``: normal with mean 0 and variance ``1 / n_in``.

    A unit adds up ``n_in`` products; with inputs of variance 1 its sum has variance 1 again. Draw
    ``rng.standard_normal((n_in, n_out))`` once. ``n_in`` and ``n_out`` are the numbers of inputs and of units, at
    least 1; the bias is not counted.

    The literature knows several: Glorot and Bengio's compromise with the way back has the variance
    ``2 / (n_in + n_out)``, and they draw uniform numbers. Here it is ``1 / n_in``, and normal ones.

    >>> print(xavier_init(np.random.default_rng(0), 4, 2).round(4))
    [[ 0.0629 -0.0661]
     [ 0.3202  0.0525]
     [-0.2678  0.1808]
     [ 0.652   0.4735]]
    """
    return rng.standard_normal((n_in, n_out)) / np.sqrt(n_in)


def reference(rng, n_in, n_out):
    """torch's gain of a linear unit."""
    import torch

    return torch.from_numpy(rng.standard_normal((n_in, n_out))) * torch.nn.init.calculate_gain("linear") / n_in**0.5


def by_normal(rng, n_in, n_out):
    """Another right solution: asks for the standard deviation."""
    return rng.normal(scale=(1 / n_in) ** 0.5, size=(n_in, n_out))


def layers(*sizes):
    """Weights ``(n_in, n_out)``; the judge knows the standard deviation that is asked."""

    def cases(rng):
        for n_in, n_out in sizes:
            inputs = dict(rng=seed(rng), n_in=n_in, n_out=n_out)
            yield Case(f"{n_in} x {n_out}", inputs, known=dict(std=n_in**-0.5))

    return cases


EXERCISE = Exercise(xavier_init, reference, accepts=[by_normal], checks={
    "spread": satisfies("draws normal numbers with the variance 1 / n_in", points=3, holds="is_normal_with_std",
        on=layers((200, 50), (30, 200), (80, 80)),
        not_by_hand="only many numbers show how they are spread",
        hint=("What is the variance of a sum of n_in independent numbers of variance 1?",
              "Variances add up; the standard deviation is their root."),
        catches=[Mistake("divides by n_in, not by its root", "/ np.sqrt(n_in)", "/ n_in"),
                 Mistake("counts the units instead of the inputs", "np.sqrt(n_in)", "np.sqrt(n_out)"),
                 Mistake("averages over inputs and units, the compromise with the way back",
                         "np.sqrt(n_in)", "np.sqrt((n_in + n_out) / 2)"),
                 Mistake("divides by inputs and units together", "np.sqrt(n_in)", "np.sqrt(n_in + n_out)"),
                 Mistake("multiplies by the root instead of dividing", "/ np.sqrt(n_in)", "* np.sqrt(n_in)"),
                 Mistake("takes the variance for units that are ReLU, 2 / n_in", "np.sqrt(n_in)", "np.sqrt(n_in / 2)"),
                 Mistake("always uses the standard deviation 0.01", "/ np.sqrt(n_in)", "* 0.01"),
                 Mistake("draws uniform numbers of the right standard deviation, not normal ones",
                         "rng.standard_normal((n_in, n_out))", "rng.uniform(-(3**0.5), 3**0.5, (n_in, n_out))"),
                 Mistake("draws uniform numbers, none of them negative", "rng.standard_normal(", "rng.random(")]),
    "draw": agrees("makes the one draw that is asked, of the right shape", points=1,
        on=layers((3, 4), (4, 4), (1, 5), (6, 1), (2, 3)),
        hint="A row for each input, a column for each unit; and a bias is no input.",
        catches=[Mistake("has a row for each unit and a column for each input", "(n_in, n_out))", "(n_out, n_in))"),
                 Mistake("draws the weights unit by unit", "(n_in, n_out))", "(n_out, n_in)).T"),
                 Mistake("counts the bias as one more input", "np.sqrt(n_in)", "np.sqrt(n_in + 1)"),
                 Mistake("draws from a generator of its own, which always begins with the same numbers",
                         "rng.standard_normal", "np.random.default_rng(0).standard_normal")]),
    "chance": reproducible(on=layers((80, 30), (20, 60)), points=1,
        not_by_hand="only many numbers show how they are spread",
        holds="is_normal_with_std",
        hint="np.random.randn uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.standard_normal((n_in, n_out))", "np.random.randn(n_in, n_out)")]),
})
