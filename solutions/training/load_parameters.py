"""load_parameters: a fresh process goes on where another one stopped."""

import io

import numpy as np

from autograder.exercise import Case, Exercise, File, Mistake, agrees
from autograder.exercise.cases import dense_layers


def load_parameters(file):
    """Return the parameters in ``file``, as `save_parameters` writes them: a list of ``(w, b)``.

    ``file`` is a binary file that is open for reading, at its beginning. It is an npz archive of float arrays
    ``w0``, ``b0``, ``w1``, ``b1`` and so on, two for each layer; the list has the layers in the order of their
    numbers, ``w10`` after ``w9``. Ask for the arrays by their names: in the archive they may stand in any order.

    >>> import io
    >>> file = io.BytesIO()
    >>> np.savez(file, b1=np.zeros(1), b0=np.array([1.0, 2.0]), w1=np.ones((2, 1)), w0=np.array([[3.0, 4.0]]))
    >>> _ = file.seek(0)
    >>> for w, b in load_parameters(file):
    ...     print(w.shape, b)
    (1, 2) [1. 2.]
    (2, 1) [0.]
    """
    with np.load(file) as arrays:
        return [(arrays[f"w{i}"], arrays[f"b{i}"]) for i in range(len(arrays.files) // 2)]


def reference(file):
    """The arrays by name; the archive is NumPy's own."""
    arrays = dict(np.load(file, allow_pickle=False))
    layers = sorted({int(name[1:]) for name in arrays})
    return [(arrays[f"w{layer}"], arrays[f"b{layer}"]) for layer in layers]


def until_there_is_none(file):
    """Another right solution: one layer after the other, until a name is missing."""
    archive, params = np.load(file), []
    while f"w{len(params)}" in archive:
        params.append((archive[f"w{len(params)}"], archive[f"b{len(params)}"]))
    return params


def by_number(file):
    """Another right solution: names sorted by their numbers."""
    archive = np.load(file)
    weights = sorted((name for name in archive if name[0] == "w"), key=lambda name: int(name[1:]))
    return tuple((archive[name], archive["b" + name[1:]]) for name in weights)


def as_they_come(file):
    """A mistake: pairs of neighbours in the archive."""
    archive = np.load(file)
    arrays = [archive[name] for name in archive.files]
    return list(zip(arrays[::2], arrays[1::2]))


def by_name(file):
    """A mistake: names in the order of the alphabet, where w10 stands before w2."""
    archive = np.load(file)
    weights = sorted(name for name in archive.files if name[0] == "w")
    return [(archive[name], archive["b" + name[1:]]) for name in weights]


def archive_of(params, names):
    """An archive of these parameters, in the order of ``names``."""
    arrays = {f"{letter}{i}": array for i, layer in enumerate(params) for letter, array in zip("wb", layer)}
    content = io.BytesIO()
    np.savez(content, **{name: arrays[name] for name in names})
    return File(content.getvalue())


def archives(*sizes, order=list):
    """Networks with layers of these sizes, their arrays as `save_parameters` writes them or in another order."""

    def cases(rng):
        for layers in sizes:
            params = dense_layers(rng, layers)
            names = [f"{letter}{i}" for i in range(len(params)) for letter in "wb"]
            yield Case("-".join(map(str, layers)), dict(file=archive_of(params, order(names))))

    return cases


def weights_first(names):
    """All weights before all biases, the last layer first."""
    return sorted(names, key=lambda name: (name[0] == "b", -int(name[1:])))


EXERCISE = Exercise(load_parameters, reference, accepts=[until_there_is_none, by_number], checks={
    "layers": agrees("returns the layers as they were saved", on=archives((3, 5, 2), (4, 4, 4, 4), (2, 1)), points=2,
        hint="What np.load returns for an npz works like a dict, and knows its names.",
        catches=[Mistake("returns the bias before the weights",
                         '(arrays[f"w{i}"], arrays[f"b{i}"])', '(arrays[f"b{i}"], arrays[f"w{i}"])'),
                 Mistake("returns one flat list of arrays", "return [(arrays[f\"w{i}\"], arrays[f\"b{i}\"]) for i in "
                         "range(len(arrays.files) // 2)]",
                         "return [arrays[name] for name in arrays.files]"),
                 Mistake("takes the number of arrays for the number of layers", "len(arrays.files) // 2",
                         "len(arrays.files)", raises="KeyError"),
                 Mistake("leaves out the first layer, as if they counted from 1", "range(len(", "range(1, len("),
                 Mistake("returns a dict", "return [(arrays[f\"w{i}\"], arrays[f\"b{i}\"]) for i in "
                         "range(len(arrays.files) // 2)]", "return dict(arrays)")]),
    "order": agrees("asks for the arrays by name", points=2,
        on=archives((3, 3, 3), (4, 2, 5), (2, 2, 2, 2), order=weights_first),
        hint="Whoever wrote the archive may have written the biases last.",
        catches=[Mistake("relies on the order of the arrays in the archive", function=as_they_come)]),
    "many": agrees("knows that 10 comes after 9", on=archives((3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3), (1,) * 12),
        points=1,
        hint="Names are texts, and texts are sorted letter by letter.",
        catches=[Mistake("sorts the names as texts, w10 before w2", function=by_name),
                 Mistake("reads ten layers at most", "len(arrays.files) // 2", "min(10, len(arrays.files) // 2)")]),
})
