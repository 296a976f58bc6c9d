"""uniform_init: small weights of both signs."""


from autograder.exercise import Case, Exercise, Mistake, agrees, reproducible
from autograder.exercise.cases import seed, several


def uniform_init(rng, n_in, n_out, limit=0.5):
    """Return random weights of a dense layer, ``(n_in, n_out)``: uniform between ``-limit`` and ``limit``.

    Draw ``rng.uniform(-limit, limit, size=(n_in, n_out))`` once. ``n_in`` and ``n_out`` are the numbers of inputs and
    of units, at least 1; ``limit`` is positive.

    >>> print(uniform_init(np.random.default_rng(0), 2, 2).round(4))
    [[ 0.137  -0.2302]
     [-0.459  -0.4835]]
    """
    return rng.uniform(-limit, limit, size=(n_in, n_out))


def reference(rng, n_in, n_out, limit=0.5):
    import torch

    return (2 * torch.from_numpy(rng.random((n_in, n_out))) - 1) * limit


def stretched(rng, n_in, n_out, limit=0.5):
    """Another right solution: numbers from 0 to 1, moved and stretched."""
    return limit * (2 * rng.random((n_in, n_out)) - 1)


def layers(*shapes, **options):
    """Layers of these shapes."""

    def cases(rng):
        for n_in, n_out in shapes:
            yield Case(f"{n_in} x {n_out}, {options or ''}", dict(rng=seed(rng), n_in=n_in, n_out=n_out, **options))

    return cases


USUAL = layers((5, 3), (4, 4), (1, 6), (7, 1))

EXERCISE = Exercise(uniform_init, reference, accepts=[stretched], checks={
    "weights": agrees("draws weights of both signs", on=USUAL, points=2,
        hint="One draw for the whole layer, an input in each row.",
        catches=[Mistake("draws positive weights only", "uniform(-limit, limit,", "uniform(0, limit,"),
                 Mistake("draws the transpose", "size=(n_in, n_out))", "size=(n_out, n_in)).T"),
                 Mistake("draws between -1/2 limit and 1/2 limit", "uniform(-limit, limit,",
                         "uniform(-limit / 2, limit / 2,"),
                 Mistake("draws normal weights", "rng.uniform(-limit, limit, size=(n_in, n_out))",
                         "limit * rng.standard_normal((n_in, n_out))")]),
    "limit": agrees("keeps to the limit", on=several(layers((3, 4), limit=0.05), layers((2, 2), limit=2.0), USUAL),
        points=1,
        hint="limit bounds both sides.",
        catches=[Mistake("always draws between -0.5 and 0.5", "uniform(-limit, limit,", "uniform(-0.5, 0.5,")]),
    "chance": reproducible(on=USUAL, points=1,
        hint="np.random.uniform uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own", "rng.uniform", "np.random.uniform")]),
})
