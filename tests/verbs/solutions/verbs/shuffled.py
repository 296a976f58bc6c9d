from autograder.exercise import Case, Exercise, Generator, Mistake, agrees, reproducible


def shuffled(x, rng):
    """Return the rows of ``x`` in the order of ``rng.permutation(len(x))``, drawn once.

    >>> shuffled(np.arange(4.0), np.random.default_rng(0))
    array([2., 0., 1., 3.])
    """
    return x[rng.permutation(len(x))]


def reference(x, rng):
    import torch

    return x[torch.from_numpy(rng.permutation(len(x)))]


def drawn(rng):
    for n in (5, 9):
        yield Case(f"N={n}", dict(x=rng.normal(size=n), rng=Generator(int(rng.integers(1 << 32)))))


EXERCISE = Exercise(shuffled, reference, checks={
    "order": agrees("draws one permutation", on=drawn, points=1, hint="Draw once.",
        catches=[Mistake("draws twice", "rng.permutation(len(x))", "rng.permutation(rng.permutation(len(x)))")]),
    "chance": reproducible(on=drawn, points=1, hint="Use the generator that you are given.",
        catches=[Mistake("draws from the global generator", "rng.permutation", "np.random.permutation")]),
})
