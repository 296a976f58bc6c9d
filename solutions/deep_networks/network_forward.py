"""network_forward: batch normalisation, ReLU and dropout, in training and in use."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import seed, several


def network_forward(x, params, state, p, rng, training):
    """Return ``(scores, state, cache)`` of a network with batch normalisation and dropout.

    ``x`` is ``(N, D)``. ``params`` is a list of ``(w, b, gamma, beta)`` for each hidden layer, then ``(w, b)`` for the
    last one; ``state`` is a list of the running statistics ``(mean, var)`` of the hidden layers. Each hidden layer is

    - dense, ``z = a @ w + b``, from what the layer before gave;
    - batch normalisation of ``z`` by `batchnorm_forward`, with its usual momentum and ``eps``: before the
      non-linearity, as Ioffe & Szegedy (2015) have it;
    - ReLU;
    - dropout by `dropout_forward`, with the probability ``p``; in training it draws, layer by layer, even if ``p`` is
      0.

    The last layer is dense only, and gives the scores ``(N, K)``. ``training`` is True or False, for batch
    normalisation and dropout alike: in training the batch's statistics normalise, and the returned ``state`` is the
    updated one; in use the running ones normalise, nothing is drawn or dropped, and ``state`` comes back as it was. A
    training batch has two rows or more. The cache is your own: any value, which only your `network_backward` reads.

    >>> x, layers = np.array([[1.0], [3.0]]), [(np.ones((1, 1)), np.array([5.0]), np.array([2.0]), np.array([1.0])),
    ...                                        (np.ones((1, 1)), np.zeros(1))]
    >>> state = [(np.zeros(1), np.ones(1))]
    >>> scores, state, _ = network_forward(x, layers, state, 0.0, np.random.default_rng(0), True)
    >>> print(scores.T.round(4), state[0][0].round(4), state[0][1].round(4))
    [[0. 3.]] [0.7] [1.1]
    >>> scores, state, _ = network_forward(x, layers, state, 0.0, np.random.default_rng(0), False)
    >>> print(scores.T.round(4))
    [[11.1067 14.9205]]
    """
    cache, new_state, a = [], [], x
    for (w, b, gamma, beta), (mean, var) in zip(params, state):
        z = a @ w + b
        h, mean, var = batchnorm_forward(z, gamma, beta, mean, var, training=training)
        kept, mask = dropout_forward(np.maximum(h, 0), p, rng, training)
        cache.append((a, w, z, gamma, h, mask, p))
        new_state.append((mean, var))
        a = kept
    w, b = params[-1]
    return a @ w + b, new_state, (cache, a, w)


def reference(x, params, state, p, rng, training):
    """torch's linear, batch_norm and relu; where a batch is normalised, b adds to the running mean only."""
    import torch
    from torch.nn import functional as F

    new_state = []
    for (w, b, gamma, beta), (mean, var) in zip(params[:-1], state):
        mean, var, z = mean.clone(), var.clone(), F.linear(x, w.T)
        if training:  # the same as with b, whose gradient is 0 exactly then, not a rounding error
            h = F.batch_norm(z + 0 * b, mean, var, gamma, beta, True)
            mean = mean + 0.1 * b.detach()
        else:
            h = F.batch_norm(z + b, mean, var, gamma, beta, False)
        x = F.relu(h)
        if training:
            kept = torch.from_numpy(rng.random(tuple(x.shape)) >= p)
            x = torch.where(kept, x / (1 - p), torch.zeros_like(x))
        new_state.append((mean.detach(), var.detach()))
    return F.linear(x, params[-1][0].T, params[-1][1]), tuple(new_state), None


def written_out(x, params, state, p, rng, training):
    """Another right solution: everything written out."""
    statistics, layers = [], []
    for i in range(len(params) - 1):
        (w, b, gamma, beta), (mean, var), n = params[i], state[i], len(x)
        z = x.dot(w) + b
        if training:
            m, v = z.mean(0), ((z - z.mean(0)) ** 2).mean(0)
            statistics.append((mean + 0.1 * (m - mean), 0.9 * var + 0.1 * v * n / (n - 1)))
            keep = (rng.uniform(size=z.shape) >= p) / (1 - p)
        else:
            m, v, keep = mean, var, 1.0
            statistics.append((mean.copy(), var.copy()))
        h = (z - m) / (v + 1e-5) ** 0.5 * gamma + beta
        layers.append((x, w, z, gamma, h, keep != 0, p))
        x = h * (h > 0) * keep
    return x.dot(params[-1][0]) + params[-1][1], statistics, (layers, x, params[-1][0])


def networks(*sizes, rows=(7, 5), p=0.0, training=True):
    """Random networks, with running statistics of their own."""

    def cases(rng):
        for layers in sizes:
            for n in rows:
                params, state = random_network(rng, layers)
                inputs = dict(x=rng.normal(size=(n, layers[0])), params=params, state=state, p=p, rng=seed(rng),
                              training=training)
                yield Case(f"{'-'.join(map(str, layers))}, N={n}, p={p}, training={training}", inputs)

    return cases


def random_network(rng, sizes):
    """Random parameters and running statistics."""
    params, state = [], []
    for i, m in enumerate(sizes[1:]):
        params.append((rng.normal(size=(sizes[i], m)), rng.normal(size=m), rng.uniform(0.5, 2, size=m),
                       rng.normal(size=m)))
        state.append((rng.normal(size=m), rng.uniform(0.5, 2, size=m)))
    return [*params[:-1], params[-1][:2]], state[:-1]


NORM = "h, mean, var = batchnorm_forward(z, gamma, beta, mean, var, training=training)\n"
DROP = "kept, mask = dropout_forward(np.maximum(h, 0), p, rng, training)\n"
DEEP = ((4, 5, 3), (3, 4, 4, 2), (5, 2))

EXERCISE = Exercise(network_forward, reference, accepts=[written_out], keeps=(2,), harmless=[
    Harmless("the cache is for network_backward, whose own checks read it",
             ("cache.append((a, w, z, gamma, h, mask, p))", "pass"))], checks={
    "training": agrees("normalises each hidden layer by its batch", points=3, item=0, on=networks(*DEEP),
        hint=("In which order do the four parts of a hidden layer come?",
              "Dense, batch normalisation, ReLU, dropout; the last layer is dense and nothing else."),
        catches=[Mistake("normalises after the ReLU", NORM + "        " + DROP,
                         "h, mean, var = batchnorm_forward(np.maximum(z, 0), gamma, beta, mean, var, "
                         "training=training)\n        kept, mask = dropout_forward(h, p, rng, training)\n"),
                 Mistake("forgets the ReLU", "np.maximum(h, 0)", "h"),
                 Mistake("normalises by the running statistics in training", "training=training)", "training=False)",
                         hint="In training the batch's own statistics normalise: hand `training` on."),
                 Mistake("applies a ReLU to the scores", "return a @ w + b,", "return np.maximum(a @ w + b, 0),"),
                 Mistake("normalises nothing", "beta, mean, var, training=training)",
                         "beta, mean, var, training=training)\n        h = z"),
                 Mistake("forgets the bias of the last layer", "return a @ w + b,", "return a @ w,",
                         hint="The last layer is a @ w + b.")]),
    "state": agrees("updates the running statistics of every layer", points=2, item=1,
        on=several(networks((4, 5, 3), (3, 4, 4, 2), (2, 2, 1)), networks((3, 4, 4, 2), rows=(6,), p=0.4)),
        hint="batchnorm_forward returns the new ones; the bias is a part of what is normalised.",
        catches=[Mistake("returns the old statistics", "return a @ w + b, new_state,", "return a @ w + b, state,"),
                 Mistake("keeps those of the last layer only", "new_state.append((mean, var))",
                         "new_state = [(mean, var)]",
                         hint="The list has a pair for each hidden layer."),
                 Mistake("leaves out the bias of the hidden layers, which the running mean has to know",
                         "z = a @ w + b", "z = a @ w")]),
    "dropout": agrees("drops units behind each ReLU", points=2, item=0,
        on=several(networks((4, 5, 3), (3, 6, 6, 2), (2, 2, 1), p=0.3), networks((3, 6, 2), p=0.6)),
        hint="What is left is divided by 1 - p; the scores and the inputs are never dropped.",
        catches=[Mistake("drops nothing", "np.maximum(h, 0), p, rng", "np.maximum(h, 0), 0, rng",
                         hint="dropout_forward drops with the probability p, behind each ReLU."),
                 Mistake("drops inputs of the network, too", "cache, new_state, a = [], [], x",
                         "cache, new_state, a = [], [], dropout_forward(x, p, rng, training)[0]"),
                 Mistake("drops before it normalises", "z = a @ w + b\n        " + NORM + "        " + DROP,
                         "z, mask = dropout_forward(a @ w + b, p, rng, training)\n        " + NORM
                         + "        kept = np.maximum(h, 0)\n",
                         hint="Dropout is the last part of a hidden layer."),
                 Mistake("does not divide what it keeps by 1 - p", "a = kept", "a = kept * (1 - p)")]),
    "use": agrees("is the same function for every batch when it is in use", points=3,
        on=networks((4, 5, 3), (3, 4, 4, 2), (2, 2, 1), rows=(1, 6), p=0.4, training=False),
        hint="One image has no statistics, and a reader must not roll dice: `training` says both.",
        catches=[Mistake("normalises by the batch in use, too", "training=training)", "training=len(x) > 1)"),
                 Mistake("drops units in use, too", "p, rng, training)\n        cache", "p, rng, True)\n        cache"),
                 Mistake("scales by 1 - p in use, although training has scaled already", "a = kept",
                         "a = kept if training else kept * (1 - p)",
                         hint="In training what is kept is divided by 1 - p, so that nothing is left to do in "
                              "use."),
                 Mistake("goes on updating the statistics in use", "new_state.append((mean, var))",
                         "new_state.append((mean, var) if training else (0.9 * mean + 0.1 * z.mean(axis=0), var))")]),
    "chance": reproducible(on=networks((4, 5, 3), (2, 2, 1), p=0.3), points=1,
        hint="np.random.random uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator", "p, rng, training)\n        cache",
                         "p, np.random, training)\n        cache")]),
    "pure": keeps_inputs(on=networks((4, 5, 3), (2, 2, 1), p=0.3), points=1,
        hint="Running statistics are returned, not changed in place.",
        catches=[Mistake("updates the caller's list of statistics", "new_state.append((mean, var))",
                         "new_state.append((mean, var)); state[len(new_state) - 1] = (mean, var)")]),
})
