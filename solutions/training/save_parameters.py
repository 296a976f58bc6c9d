"""save_parameters: what a network has learnt outlives the process that trained it."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, NewFile, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers


def save_parameters(file, params):
    """Write the parameters ``params`` to ``file`` in NumPy's npz format; return nothing.

    ``file`` is a binary file that is open for writing, at its beginning; leave it open. ``params`` is a list of
    ``(w, b)``, float arrays. The archive has an array for each, named after its layer, which count from 0: ``w0``,
    ``b0``, ``w1``, ``b1`` and so on, and no others; ``w10`` follows ``w9``. It may be compressed. Nothing is pickled,
    so that it can be read by `np.load` as it is, without ``allow_pickle``.

    >>> import io
    >>> file = io.BytesIO()
    >>> save_parameters(file, [(np.zeros((2, 3)), np.array([1.0, 2.0, 4.0])), (np.ones((3, 1)), np.zeros(1))])
    >>> with np.load(io.BytesIO(file.getvalue())) as arrays:
    ...     print(sorted(arrays), arrays["b0"])
    ['b0', 'b1', 'w0', 'w1'] [1. 2. 4.]
    """
    arrays = {}
    for i, (w, b) in enumerate(params):
        arrays[f"w{i}"], arrays[f"b{i}"] = w, b
    np.savez(file, **arrays)


def reference(file, params):
    """The arrays under their names; the archive is NumPy's own."""
    names = [f"{name}{i}" for i in range(len(params)) for name in "wb"]
    np.savez(file, **dict(zip(names, [array.numpy() for layer in params for array in layer])))


def compressed(file, params):
    """Another right solution: a compressed archive."""
    weights = {"w" + str(i): layer[0] for i, layer in enumerate(params)}
    biases = {"b" + str(i): layer[1] for i, layer in enumerate(params)}
    np.savez_compressed(file, **weights, **biases)


def by_hand(file, params):
    """Another right solution: the archive is a zip file of npy files."""
    import zipfile

    with zipfile.ZipFile(file, "w") as archive:
        for i, layer in enumerate(params):
            for name, array in zip("wb", layer):
                with archive.open(f"{name}{i}.npy", "w") as entry:
                    np.lib.format.write_array(entry, np.ascontiguousarray(array), allow_pickle=False)


def pickled(file, params):
    """A mistake: pickles the list."""
    import pickle

    pickle.dump(params, file)


def networks(*sizes):
    """Networks with layers of these sizes."""

    def cases(rng):
        for layers in sizes:
            yield Case("-".join(map(str, layers)), dict(file=NewFile(), params=dense_layers(rng, layers)))

    return cases


EXERCISE = Exercise(save_parameters, reference, accepts=[compressed, by_hand], checks={
    "names": agrees("writes each array under its name", on=networks((3, 5, 2), (4, 4, 4, 4), (2, 1)), points=3,
        hint="np.savez takes names as keyword arguments: np.savez(file, **{'w0': w}).",
        catches=[Mistake("counts the layers from 1", "enumerate(params)", "enumerate(params, start=1)"),
                 Mistake("gives no names, so that the arrays are called arr_0, arr_1 and so on",
                         "np.savez(file, **arrays)", "np.savez(file, *arrays.values())"),
                 Mistake("writes the weights under the biases' names, and the reverse",
                         'arrays[f"w{i}"], arrays[f"b{i}"] = w, b', 'arrays[f"b{i}"], arrays[f"w{i}"] = w, b'),
                 Mistake("writes the weights only", 'arrays[f"w{i}"], arrays[f"b{i}"] = w, b', 'arrays[f"w{i}"] = w'),
                 Mistake("writes every layer under the same two names",
                         'arrays[f"w{i}"], arrays[f"b{i}"] =', 'arrays["w0"], arrays["b0"] =')]),
    "format": agrees("writes npz, and pickles nothing", on=networks((3, 4, 2), (5, 1)), points=1,
        hint="A pickle is a program: whoever loads one runs it. Arrays need none.",
        catches=[Mistake("writes something else than an npz file, or a part of one", function=pickled)]),
    "exact": agrees("writes any number of layers, at full precision", points=1,
        on=networks((3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3), (4, 3)),
        hint="Names end in a number, not in a digit; and half the bytes hold half the digits.",
        catches=[Mistake("saves single precision to save space", "= w, b",
                         "= w.astype(np.float32), b.astype(np.float32)"),
                 Mistake("counts the layers in one digit", 'arrays[f"w{i}"], arrays[f"b{i}"]',
                         'arrays[f"w{i % 10}"], arrays[f"b{i % 10}"]')]),
    "pure": keeps_inputs(on=networks((3, 4, 2)), points=1,
        hint="Nothing here has to change: arrays are written as they are.",
        catches=[Mistake("empties the list while it writes", "np.savez(file, **arrays)",
                         "np.savez(file, **arrays); params.clear()"),
                 Mistake("rounds the caller's arrays to write less", "= w, b",
                         "= w.copy(), b; np.round(w, 3, out=w)")]),
})
