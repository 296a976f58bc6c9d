"""dead_units: ReLU units that are off for every sample, and get no gradient from any."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def dead_units(a):
    """Return for each ReLU unit whether it is dead, a bool array ``(M,)``: its output is 0 in every row of ``a``.

    ``a`` is a float array ``(N, M)``, the outputs of ``M`` units for ``N`` samples; none is negative. A unit that is
    on for a single sample, however little, is alive.

    >>> print(dead_units(np.array([[0.0, 1.0], [0.0, 0.0]])))
    [ True False]
    """
    return np.all(a == 0, axis=0)


def reference(a):
    return (a == 0).all(dim=0)


def by_maximum(a):
    """Another right solution: the largest output of each unit."""
    return np.logical_not(a.max(axis=0) > 0)


def by_count(a):
    """Another right solution: the number of samples for which a unit is on."""
    return np.count_nonzero(a, axis=0) == 0


def outputs(*shapes):
    """Rectified random numbers; some units are on for one sample only, and some for none."""

    def cases(rng):
        for rows, units in shapes:
            a = np.maximum(rng.normal(size=(rows, units)), 0)
            once, never = rng.permutation(units)[:2]
            a[:, [once, never]] = 0.0
            a[rng.integers(rows), once] = rng.uniform(0.5, 2)
            a[rng.integers(rows)] *= rng.permutation(np.arange(units) % 2)
            a[0, once] += 1e-3 * (a[:, once].max() == 0)
            yield Case(f"shape {a.shape}", dict(a=a))

    return cases


def weak(rng):
    """Units that are on for one sample, and hardly so."""
    a = np.zeros((5, 6))
    a[rng.integers(5, size=3), rng.permutation(6)[:3]] = 10.0 ** -rng.uniform(4, 12, size=3)
    yield Case("hardly on", dict(a=a))


def of_one_kind(rng):
    """Layers that are all dead or all alive, and a layer of one unit."""
    yield Case("all dead", dict(a=np.zeros((3, 4))))
    yield Case("all alive", dict(a=rng.uniform(0.1, 1, size=(3, 3))))
    yield Case("one unit", dict(a=rng.permutation([0.0, 0.0, 0.0, 0.7])[:, None]))


EXERCISE = Exercise(dead_units, reference, accepts=[by_maximum, by_count], checks={
    "layer": agrees("finds the units that are always off", on=outputs((4, 4), (6, 5), (3, 8), (12, 3)), points=2,
        hint="Look at one unit, a column: when may you call it dead?",
        catches=[Mistake("calls a unit dead that is off for any one sample", "np.all(", "np.any("),
                 Mistake("looks for samples that turn no unit on", "axis=0", "axis=1"),
                 Mistake("says which units are alive", "np.all(a == 0, axis=0)", "np.any(a != 0, axis=0)"),
                 Mistake("gives one answer for the whole layer", ", axis=0)", ")"),
                 Mistake("looks at the first sample only", "np.all(a == 0, axis=0)", "(a[0] == 0)")]),
    "weak": agrees("calls a unit alive that is hardly on", on=weak, points=1,
        hint="A gradient comes through wherever the output is above 0.",
        catches=[Mistake("takes small outputs for 0", "a == 0", "a < 1e-3"),
                 Mistake("compares the mean output with a threshold", "np.all(a == 0, axis=0)",
                         "(a.mean(axis=0) < 1e-3)")]),
    "kinds": agrees("knows layers of one kind, and of one unit", on=of_one_kind, points=1,
        hint="The result has one truth value for each column, also where there is one column only.",
        catches=[Mistake("drops the axis of a single unit", "np.all(a == 0, axis=0)",
                         "np.squeeze(np.all(a == 0, axis=0))")]),
    "pure": keeps_inputs(on=outputs((4, 4), (5, 3)), points=1,
        hint="`a[a > 0] = 1` changes the caller's array.",
        catches=[Mistake("turns the caller's outputs into ones and zeros", "return np", "a[a > 0] = 1; return np")]),
})
