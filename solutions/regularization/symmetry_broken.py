"""symmetry_broken: can training ever tell two hidden units apart?"""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers


def symmetry_broken(params):
    """Return True if no hidden layer has two units that are the same, else False.

    ``params`` is a list of ``(w, b)``, one for each layer, ``w`` of shape (inputs, units) and ``b`` of shape (units,);
    all layers but the last are hidden. Unit j of a hidden layer has the incoming weights ``w[:, j]``, the bias
    ``b[j]`` and, in the next layer's ``w``, the outgoing weights ``w[j, :]``. Two units of one layer are the
    same if all three are exactly equal: then they get the same gradients, too, and gradient descent never parts
    them. A network without hidden layers has no such pair: True.

    >>> w1, b1, w2, b2 = np.array([[1.0, 1.0], [2.0, 2.0]]), np.zeros(2), np.array([[3.0], [3.0]]), np.zeros(1)
    >>> symmetry_broken([(w1, b1), (w2, b2)])
    False
    >>> symmetry_broken([(w1, b1), (np.array([[3.0], [4.0]]), b2)])
    True
    """
    for i in range(len(params) - 1):
        (w, b), (after, _) = params[i], params[i + 1]
        units = np.vstack([w, b, after.T])
        if np.unique(units, axis=1).shape[1] < units.shape[1]:
            return False
    return True


def reference(params):
    """torch.unique counts the different units."""
    import torch

    for i in range(len(params) - 1):
        (w, b), (after, _) = params[i], params[i + 1]
        units = torch.cat([w, b[None], after.T])
        if torch.unique(units, dim=1).shape[1] < len(b):
            return False
    return True


def pair_by_pair(params):
    """Another right solution: compares every pair."""
    for layer in range(len(params) - 1):
        w, b = params[layer]
        after = params[layer + 1][0]
        for i in range(len(b)):
            for j in range(i + 1, len(b)):
                if b[i] == b[j] and np.array_equal(w[:, i], w[:, j]) and np.array_equal(after[i], after[j]):
                    return False
    return True


def layers(rng, sizes):
    """Random layers in whole numbers of any size."""
    return [(np.round(1e6 * w), np.round(1e6 * b)) for w, b in dense_layers(rng, sizes)]


def twins(params, layer, first, second, incoming=True, bias=True, outgoing=True):
    """``params`` with unit ``second`` of a hidden layer made equal to ``first`` in what is asked."""
    (w, b), (after, _) = params[layer], params[layer + 1]
    if incoming:
        w[:, second] = w[:, first]
    if bias:
        b[second] = b[first]
    if outgoing:
        after[second] = after[first]
    return params


def one_layer(rng):
    """One hidden layer: random, with twins at different places, and started as beginners do."""
    yield Case("random", dict(params=layers(rng, (3, 5, 2))))
    yield Case("neighbours", dict(params=twins(layers(rng, (3, 5, 2)), 0, 1, 2)))
    yield Case("far apart", dict(params=twins(layers(rng, (4, 4, 4)), 0, 0, 3)))
    yield Case("zeros", dict(params=[(np.zeros((3, 4)), np.zeros(4)), (np.zeros((4, 2)), np.zeros(2))]))
    constant = float(rng.integers(1, 9))
    params = [(np.full((3, 4), constant), np.zeros(4)), (np.full((4, 2), constant), np.zeros(2))]
    yield Case("constant", dict(params=params))
    params = layers(rng, (3, 4, 2))
    yield Case("random weights, zero biases", dict(params=[(w, np.zeros(b.shape)) for w, b in params]))


def almost(rng):
    """Units that have two of the three in common, or all but a little."""
    for name in ("incoming", "bias", "outgoing"):
        yield Case(f"other {name}", dict(params=twins(layers(rng, (3, 4, 2)), 0, 0, 1, **{name: False})))
    params = twins(layers(rng, (3, 4, 2)), 0, 0, 2)
    params[0][0][1, [0, 2]] = 3000000.0, 3000001.0
    yield Case("a little apart", dict(params=params))
    yield Case("twins", dict(params=twins(layers(rng, (3, 4, 2)), 0, 0, 2)))


def deep(rng):
    """Several hidden layers, one, or none; an output layer with equal units is no matter."""
    for layer in (0, 1, 2):
        params = twins(layers(rng, (3, 4, 5, 4, 2)), layer, 3, 1)
        yield Case(f"twins in hidden layer {layer + 1}", dict(params=params))
    params = layers(rng, (3, 4, 4))
    params[-1][0][:, 1], params[-1][1][1] = params[-1][0][:, 0], params[-1][1][0]
    yield Case("equal outputs", dict(params=params))
    yield Case("no hidden layer", dict(params=[(np.zeros((3, 2)), np.zeros(2))]))
    yield Case("one hidden unit", dict(params=[(np.zeros((3, 1)), np.zeros(1)), (np.zeros((1, 2)), np.zeros(2))]))


EXERCISE = Exercise(symmetry_broken, reference, accepts=[pair_by_pair], checks={
    "twins": agrees("finds two equal units in a hidden layer", on=one_layer, points=2,
        hint="Any two units of the layer may be the same.",
        catches=[Mistake("answers the other way round", "            return False\n    return True",
                         "            return True\n    return False"),
                 Mistake("compares neighbouring units only", "np.unique(units, axis=1).shape[1] < units.shape[1]",
                         "np.any(np.all(units[:, 1:] == units[:, :-1], axis=0))"),
                 Mistake("asks whether all units are the same, not any two",
                         "np.unique(units, axis=1).shape[1] < units.shape[1]",
                         "units.shape[1] > 1 and np.unique(units, axis=1).shape[1] == 1"),
                 Mistake("compares all numbers, not units: any two equal weights count",
                         "np.unique(units, axis=1).shape[1] < units.shape[1]", "np.unique(units).size < units.size"),
                 Mistake("looks for zeros only", "np.unique(units, axis=1).shape[1] < units.shape[1]",
                         "units.shape[1] > 1 and not units.any()")]),
    "almost": agrees("compares incoming weights, bias and outgoing weights", on=almost, points=2,
        hint="Two units that start alike but speak to the next layer differently get different gradients.",
        catches=[Mistake("leaves out the outgoing weights", "[w, b, after.T]", "[w, b]"),
                 Mistake("leaves out the biases", "[w, b, after.T]", "[w, after.T]"),
                 Mistake("compares the incoming weights only", "[w, b, after.T]", "[w]"),
                 Mistake("takes units for the same that are only close",
                         "[w, b, after.T])", "[w, b, after.T]).round(-2)")]),
    "deep": agrees("looks at every hidden layer, and at no other", on=deep, points=2,
        hint="How many layers of params are hidden?",
        catches=[Mistake("looks at the first hidden layer only",
                         "range(len(params) - 1)", "range(min(1, len(params) - 1))"),
                 Mistake("takes the output layer for a hidden one", "    for i in",
                         "    params = [*params, (np.zeros((params[-1][0].shape[1], 1)), None)]\n    for i in"),
                 Mistake("looks at the last hidden layer only", "range(len(params) - 1)",
                         "range(max(len(params) - 2, 0), len(params) - 1)")]),
    "pure": keeps_inputs(on=one_layer, points=1,
        hint="`w.sort()` changes the caller's weights.",
        catches=[Mistake("sorts the caller's weights to find the equal ones", "    return True",
                         "    [w.sort(axis=1) for w, _ in params]\n    return True")]),
})
