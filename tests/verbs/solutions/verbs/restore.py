import io

import numpy as np

from autograder.exercise import Case, Exercise, File, Mistake, agrees


def restore(file):
    """Return the array ``x`` in the npz ``file``, which is open for reading.

    >>> file = io.BytesIO()
    >>> np.savez(file, x=np.arange(3))
    >>> print(restore(io.BytesIO(file.getvalue())))
    [0 1 2]
    """
    return np.load(file)["x"]


def reference(file):
    return np.load(file)["x"]


def files(rng):
    file = io.BytesIO()
    np.savez(file, x=rng.normal(size=4), y=np.ones(4))
    yield Case("two arrays", dict(file=File(file.getvalue())))


EXERCISE = Exercise(restore, reference, checks={
    "npz": agrees("reads the array", on=files, points=1, hint="By its name.",
        catches=[Mistake("reads another one", '["x"]', '["y"]')]),
})
