"""init_network: what a network is before it has learnt anything."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, reproducible
from autograder.exercise.cases import seed


def init_network(sizes, rng):
    """Return ``(params, state)`` of a new network with layers between consecutive ``sizes``.

    ``sizes`` is a list of ints, the inputs first, the scores last, hidden layers between them; there may be none.
    ``params`` is a list, ``(w, b, gamma, beta)`` for each hidden layer, then ``(w, b)`` for the last one. Every ``w``
    is drawn by `he_init`, first layer first; each ``b`` and ``beta`` is an array of zeros, and each ``gamma`` one of
    ones, with a number for each unit of the layer. ``state`` is a list of the running statistics ``(mean, var)`` of
    the hidden layers: means of 0 and variances of 1.

    >>> params, state = init_network([64, 16, 8, 10], np.random.default_rng(0))
    >>> print([[array.shape for array in layer] for layer in params])
    [[(64, 16), (16,), (16,), (16,)], [(16, 8), (8,), (8,), (8,)], [(8, 10), (10,)]]
    >>> print(params[0][0][0, :2].round(4), state[1][1])
    [ 0.0222 -0.0234] [1. 1. 1. 1. 1. 1. 1. 1.]
    """
    params, state = [], []
    for i, n_out in enumerate(sizes[1:]):
        params.append((he_init(rng, sizes[i], n_out), np.zeros(n_out), np.ones(n_out), np.zeros(n_out)))
        state.append((np.zeros(n_out), np.ones(n_out)))
    params[-1] = params[-1][:2]
    return params, state[:-1]


def reference(sizes, rng):
    """torch's layers, as they are before training, but for the weights. Layers come in tuples of several shapes."""
    import torch

    params, state = [], []
    for place, n_out in enumerate(sizes[1:], start=2):
        n_in = sizes[place - 2]
        w = torch.from_numpy(rng.standard_normal((n_in, n_out))) * (2 / n_in) ** 0.5
        norm = torch.nn.BatchNorm1d(n_out, dtype=torch.float64)
        hidden = place < len(sizes)
        params.append((w, torch.zeros(n_out, dtype=torch.float64), *((norm.weight, norm.bias) if hidden else ())))
        state += [(norm.running_mean, norm.running_var)] if hidden else []
    return tuple(params), tuple(state)


def last_layer_by_itself(sizes, rng):
    """Another right solution: the hidden layers, then the last one."""
    hidden = []
    for place in range(1, len(sizes) - 1):
        n, m = sizes[place - 1], sizes[place]
        hidden.append((np.sqrt(2) * rng.normal(size=(n, m)) / np.sqrt(n), np.zeros(m), np.ones(m), np.zeros(m)))
    last = (rng.normal(size=(sizes[-2], sizes[-1])) * (2 / sizes[-2]) ** 0.5, np.zeros(sizes[-1]))
    return [*hidden, last], [(np.zeros(m), np.ones(m)) for m in sizes[1:-1]]


def networks(*all_sizes):
    """Networks of these sizes."""

    def cases(rng):
        for sizes in all_sizes:
            yield Case("-".join(map(str, sizes)), dict(sizes=list(sizes), rng=seed(rng)))

    return cases


EXERCISE = Exercise(init_network, reference, accepts=[last_layer_by_itself], checks={
    "params": agrees("draws the weights, and gives every hidden layer its gamma and beta", points=2, item=0,
        on=networks((5, 4, 3), (4, 4, 4, 4), (6, 2), (3, 7, 2, 5)),
        hint="The last layer gives scores: nothing normalises them.",
        catches=[Mistake("normalises the last layer, too", "    params[-1] = params[-1][:2]\n", ""),
                 Mistake("starts gamma at 0, so that nothing comes through", "np.ones(n_out), np.zeros(n_out)))",
                         "np.zeros(n_out), np.zeros(n_out)))",
                         hint="At first gamma multiplies by 1, and beta adds 0."),
                 Mistake("starts beta at 1", "np.ones(n_out), np.zeros(n_out)))", "np.ones(n_out), np.ones(n_out)))",
                         hint="At first gamma multiplies by 1, and beta adds 0."),
                 Mistake("swaps gamma and beta", "np.ones(n_out), np.zeros(n_out)))",
                         "np.zeros(n_out), np.ones(n_out)))",
                         hint="The order is w, b, gamma, beta: at first gamma multiplies by 1, and beta adds 0."),
                 Mistake("scales the weights by their outputs", "he_init(rng, sizes[i], n_out)",
                         "he_init(rng, sizes[i], n_out) * np.sqrt(sizes[i] / n_out)",
                         hint="he_init draws the weights to their scale: take them as they are."),
                 Mistake("starts all weights at 0", "he_init(rng, sizes[i], n_out)",
                         "0 * he_init(rng, sizes[i], n_out)",
                         hint="he_init draws the weights to their scale: take them as they are."),
                 Mistake("draws the last layer first", "enumerate(sizes[1:]):",
                         "list(enumerate(sizes[1:]))[::-1]:",
                         hint="The first layer is drawn first.")]),
    "state": agrees("starts the running statistics at 0 and 1", points=1, item=1,
        on=networks((5, 4, 3), (3, 7, 2, 5), (4, 4, 4, 4), (3, 2, 2)),
        hint="Whatever is divided by before the first batch had better not be 0.",
        catches=[Mistake("starts the variances at 0", "(np.zeros(n_out), np.ones(n_out))",
                         "(np.zeros(n_out), np.zeros(n_out))"),
                 Mistake("keeps statistics of the scores", "state[:-1]", "state",
                         hint="Only hidden layers are normalised."),
                 Mistake("swaps mean and variance", "(np.zeros(n_out), np.ones(n_out))",
                         "(np.ones(n_out), np.zeros(n_out))")]),
    "chance": reproducible(on=networks((5, 4, 3), (3, 2, 2)), points=1,
        hint="np.random.randn uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator", "he_init(rng, ", "he_init(np.random, ")]),
})
