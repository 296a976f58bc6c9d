"""he_init: a ReLU keeps half of the signal, so the weights make up for it (He et al. 2015)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, reproducible, satisfies
from autograder.exercise.cases import seed


def he_init(rng, n_in, n_out):
    """Return random weights of a dense layer, ``(n_in, n_out)``: normal with mean 0 and variance ``2 / n_in``.

    Behind a ReLU half of the mean square is lost, hence the 2: the signal keeps its size from layer to layer. Draw
    ``rng.standard_normal((n_in, n_out))`` once. ``n_in`` and ``n_out`` are the numbers of inputs and of units, at
    least 1; the bias is not counted.

    >>> print(he_init(np.random.default_rng(0), 2, 3).round(4))
    [[ 0.1257 -0.1321  0.6404]
     [ 0.1049 -0.5357  0.3616]]
    """
    return np.sqrt(2 / n_in) * rng.standard_normal((n_in, n_out))


def reference(rng, n_in, n_out):
    """torch's gain of a ReLU."""
    import torch

    return torch.from_numpy(rng.standard_normal((n_in, n_out))) * torch.nn.init.calculate_gain("relu") / n_in**0.5


def by_normal(rng, n_in, n_out):
    """Another right solution: asks for the standard deviation."""
    return rng.normal(0, (2 / n_in) ** 0.5, (n_in, n_out))


def layers(*sizes):
    """Weights ``(n_in, n_out)``; the judge knows the standard deviation that is asked."""

    def cases(rng):
        for n_in, n_out in sizes:
            inputs = dict(rng=seed(rng), n_in=n_in, n_out=n_out)
            yield Case(f"{n_in} x {n_out}", inputs, known=dict(std=(2 / n_in) ** 0.5))

    return cases


EXERCISE = Exercise(he_init, reference, accepts=[by_normal], checks={
    "spread": satisfies("draws normal numbers with the variance 2 / n_in", points=3, holds="is_normal_with_std",
        on=layers((200, 50), (30, 200), (80, 80)),
        not_by_hand="only many numbers show how they are spread",
        hint=("The mean square of max(z, 0) is half of that of z, if z is as often negative as positive.",
              "2 / n_in is a variance; what is the standard deviation?"),
        catches=[Mistake("takes the variance for the standard deviation", "np.sqrt(2 / n_in)", "(2 / n_in)"),
                 Mistake("leaves out the 2, as for units that are no ReLU", "np.sqrt(2 / n_in)", "np.sqrt(1 / n_in)"),
                 Mistake("takes no root of the 2", "np.sqrt(2 / n_in)", "2 / np.sqrt(n_in)"),
                 Mistake("halves instead of doubling", "2 / n_in", "1 / (2 * n_in)"),
                 Mistake("counts the units instead of the inputs", "2 / n_in", "2 / n_out"),
                 Mistake("divides by inputs and units together", "2 / n_in", "2 / (n_in + n_out)"),
                 Mistake("draws uniform numbers of the right standard deviation, not normal ones",
                         "rng.standard_normal((n_in, n_out))", "rng.uniform(-(3**0.5), 3**0.5, (n_in, n_out))"),
                 Mistake("draws uniform numbers, none of them negative", "rng.standard_normal(", "rng.random(")]),
    "draw": agrees("makes the one draw that is asked, of the right shape", points=1,
        on=layers((3, 4), (4, 4), (1, 5), (6, 1), (2, 3)),
        hint="A row for each input, a column for each unit; and a bias is no input.",
        catches=[Mistake("has a row for each unit and a column for each input", "(n_in, n_out))", "(n_out, n_in))"),
                 Mistake("draws the weights unit by unit", "(n_in, n_out))", "(n_out, n_in)).T"),
                 Mistake("counts the bias as one more input", "2 / n_in", "2 / (n_in + 1)"),
                 Mistake("draws from a generator of its own, which always begins with the same numbers",
                         "rng.standard_normal", "np.random.default_rng(0).standard_normal")]),
    "chance": reproducible(on=layers((80, 30), (20, 60)), points=1,
        not_by_hand="only many numbers show how they are spread",
        holds="is_normal_with_std",
        hint="np.random.randn uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.standard_normal((n_in, n_out))", "np.random.randn(n_in, n_out)")]),
})
