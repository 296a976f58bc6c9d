import numpy as np

from autograder.exercise import Case, Exercise, Mistake, NewFile, agrees


def store(file, x):
    """Write ``x`` to the binary ``file`` as an npz file with one array ``x``.

    >>> import io
    >>> file = io.BytesIO()
    >>> store(file, np.arange(3))
    >>> print(np.load(io.BytesIO(file.getvalue()))["x"])
    [0 1 2]
    """
    np.savez(file, x=x)


def reference(file, x):
    np.savez(file, x=x.numpy())


def arrays(rng):
    yield Case("numbers", dict(file=NewFile(), x=rng.normal(size=3)))


EXERCISE = Exercise(store, reference, checks={
    "npz": agrees("writes the array", on=arrays, points=1, hint="np.savez takes names.",
        catches=[Mistake("gives it no name", "x=x", "x"),
                 Mistake("writes something else than an npz file, or a part of one", "np.savez(file, x=x)",
                         "np.save(file, x)")]),
})
