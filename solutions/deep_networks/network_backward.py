"""network_backward: back through dropout, ReLU and batch normalisation, layer by layer."""

import numpy as np

from autograder.exercise import Case, Exercise, Generator, Made, Mistake, gradients, keeps_inputs, vjp
from autograder.exercise.cases import drawn_until, seed, several


def network_backward(dout, cache):
    """Return the gradients of a loss with respect to the parameters of a network that is being trained.

    ``dout`` is the gradient of the loss with respect to the scores of `network_forward`, ``(N, K)``, and ``cache`` is
    the third item that your `network_forward` returned, with ``training`` True. A mean over the batch is already in
    ``dout``.
    The result has the structure of ``params``: ``(dw, db, dgamma, dbeta)`` for each hidden layer, ``(dw, db)`` for the
    last one, each gradient with the shape of its array. The slope of ReLU at 0 is 0.

    The gradient of a hidden ``b`` is 0 but for rounding: whatever is added to all rows, batch normalisation takes off.
    Return whatever your formulas give there.

    >>> x, layers = np.array([[1.0], [3.0]]), [(np.ones((1, 1)), np.array([5.0]), np.array([2.0]), np.array([1.0])),
    ...                                        (np.ones((1, 1)), np.zeros(1))]
    >>> _, _, cache = network_forward(x, layers, [(np.zeros(1), np.ones(1))], 0.0, np.random.default_rng(0), True)
    >>> (dw1, db1, dgamma, dbeta), (dw2, db2) = network_backward(np.array([[1.0], [10.0]]), cache)
    >>> print(np.abs(db1).round(4), dgamma.round(4), dbeta, dw2.round(4), db2)
    [0.] [10.] [10.] [[29.9999]] [11.]
    """
    layers, a, w = cache
    grads = [(a.T @ dout, dout.sum(axis=0))]
    for a, w_in, z, gamma, h, mask, p in layers[::-1]:
        dh = dropout_backward(dout @ w.T, mask, p) * (h > 0)
        dz, dgamma, dbeta = batchnorm_backward(dh, z, gamma)
        grads.append((a.T @ dz, dz.sum(axis=0), dgamma, dbeta))
        dout, w = dz, w_in
    return grads[::-1]


def written_out(dout, cache):
    """Another right solution: batch normalisation's gradient written out, the first layer first in the list."""
    layers, a, w = cache
    grads = [(np.einsum("nd,nk->dk", a, dout), dout.sum(0))]
    for a, w_in, z, gamma, h, mask, p in reversed(layers):
        dh = np.where(mask & (h > 0), dout.dot(w.T) / (1 - p), 0.0)
        n, sigma = len(z), np.sqrt(z.var(0) + 1e-5)
        x_hat = (z - z.mean(0)) / sigma
        dz = gamma / (n * sigma) * (n * dh - dh.sum(0) - x_hat * (dh * x_hat).sum(0))
        grads.insert(0, (a.T.dot(dz), np.zeros(z.shape[1]), (dh * x_hat).sum(0), dh.sum(0)))
        dout, w = dz, w_in
    return grads


def far_from_rounding(x, params):
    """Whether every ReLU gets an input away from 0, and each layer before the last hidden one passes on some rows only.

    What is added to all rows, the next normalisation takes off: of units that pass on every row or none, the gradients
    of beta are 0 but for rounding, and so are all behind a layer that passes on nothing.
    """
    for w, b, gamma, beta in params[:-1]:
        h = gamma * normalised(x @ w + b) + beta
        if np.abs(h).min() < 1e-3 or (w is not params[-2][0] and not differs(h > 0)):
            return False
        x = np.maximum(h, 0)
    return True


def normalised(z):
    """Columns of mean 0 and variance 1."""
    return (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-5)


def differs(rows):
    """Whether not all rows are equal."""
    return np.any(rows != rows[0])


def some_rows_of_one_unit(x, params):
    """Parameters by which the first unit of each layer passes on some rows only, and the others all of them."""
    layers = []
    for w, b, gamma, beta in always_on(params)[:-1]:
        x_hat = normalised(x @ w + b)
        first = np.sort(x_hat[:, 0])
        below = np.argmax(np.diff(first))
        beta = np.append(-gamma[0] * first[below:below + 2].mean(), beta[1:])
        layers.append((w, b, gamma, beta))
        x = np.maximum(gamma * x_hat + beta, 0)
    return [*layers, params[-1]]


def always_on(params):
    """Betas so large that every ReLU passes its input on: |x_hat| is below sqrt(N), and N below 9."""
    return [*((w, b, gamma, 3 * gamma + 1) for w, b, gamma, _ in params[:-1]), params[-1]]


def networks(*sizes, rows=(7, 5), p=0.0):
    """Random networks in training, with no result that is 0 but for rounding, and every ReLU away from its kink."""

    def cases(rng):
        for layers in sizes:
            for n in rows:
                x, params = rng.normal(size=(n, layers[0])), random_params(rng, layers)
                if p == 0:
                    x, params = not_by_luck(x, params, rng)
                else:  # what comes to the next layer depends on what is dropped
                    params = always_on(params) if len(layers) > 3 else params
                state = [(np.zeros(m), np.ones(m)) for m in layers[1:-1]]
                chance = seed_of_drops(rng, (n, layers[1]), p) if len(layers) > 3 and p else seed(rng)
                cache = Made("network_forward", (x, params, state, p, chance, True))[2]
                dout = rng.normal(size=(n, layers[-1]))
                yield Case(f"{'-'.join(map(str, layers))}, N={n}, p={p}", dict(dout=dout, cache=cache))

    return cases


def silent_unit(rng):
    """A unit whose ReLU gets exactly 0, from gamma and beta of 0."""
    for case in networks((4, 5, 3))(rng):
        made = case.inputs["cache"]
        x, ((w, b, gamma, beta), last), *others = made.args
        live = np.arange(len(gamma)) > 0
        layers = [(w, b, gamma * live, beta * live), last]
        cache = Made("network_forward", (x, layers, *others))[2]
        yield Case(f"{case.name}, a unit at 0", {**case.inputs, "cache": cache})


def not_by_luck(x, params, rng):
    """Inputs and parameters that are `far_from_rounding`."""
    return drawn_until(lambda drawn: far_from_rounding(*drawn), lambda: (rng.normal(size=x.shape), params),
                       lambda: (x, some_rows_of_one_unit(x, params)))


def seed_of_drops(rng, shape, p):
    """A generator by which the first layer drops other units in some row."""
    return drawn_until(lambda drawn: differs(np.random.default_rng(drawn.seed).random(shape) < p),
                       lambda: seed(rng), lambda: Generator(0))


def random_params(rng, sizes):
    """Random parameters."""
    params = [(rng.normal(size=(sizes[i], m)), rng.normal(size=m), rng.uniform(0.5, 2, size=m), rng.normal(size=m))
              for i, m in enumerate(sizes[1:])]
    return [*params[:-1], params[-1][:2]]


EXERCISE = Exercise(network_backward, reference=vjp("network_forward", wrt="params"), accepts=[written_out], checks={
    "last": gradients("differentiates the last layer", on=networks((4, 3), (3, 3), (2, 2)), points=1,
        hint="Without hidden layers it is a dense layer: x.T @ dout, and dout summed over the rows.",
        catches=[Mistake("averages over the batch once more", "(a.T @ dout, dout.sum(axis=0))",
                         "(a.T @ dout / len(dout), dout.mean(axis=0))"),
                 Mistake("returns the transpose of dw", "(a.T @ dout,", "(dout.T @ a,")]),
    "hidden": gradients("goes back through a normalised layer", points=3,
        on=several(networks((4, 5, 3), (3, 3, 3), (2, 2, 1)), silent_unit),
        hint=("The way back is the way there in reverse. What came last in a hidden layer?",
              "Dropout, ReLU, batch normalisation, dense; ReLU's slope is taken where its own input was above 0."),
        catches=[Mistake("forgets the slope of the ReLU", " * (h > 0)", ""),
                 Mistake("takes the ReLU's slope before normalisation", "(h > 0)", "(z > 0)"),
                 Mistake("skips batch normalisation", "dz, dgamma, dbeta = batchnorm_backward(dh, z, gamma)",
                         "dz, dgamma, dbeta = batchnorm_backward(dh, z, gamma); dz = dh"),
                 Mistake("takes the batch's statistics for constants", "    dz, dgamma, dbeta = batchnorm_backward("
                         "dh, z, gamma)\n", "    dz, dgamma, dbeta = batchnorm_backward(dh, z, gamma)\n"
                         "        dz = dh * gamma / np.sqrt(z.var(axis=0) + 1e-5)\n",
                         hint="batchnorm_backward gives the whole gradient, through mean and variance as well."),
                 Mistake("swaps the gradients of gamma and beta", "dz.sum(axis=0), dgamma, dbeta)",
                         "dz.sum(axis=0), dbeta, dgamma)",
                         hint="The order is that of params: w, b, gamma, beta.")]),
    "dropout": gradients("goes back through dropout", on=networks((4, 6, 3), (3, 5, 4, 2), (2, 2, 1), p=0.3), points=2,
        hint="What was dropped has no say; what was kept was divided by 1 - p.",
        catches=[Mistake("lets the gradient through where units were dropped",
                         "dropout_backward(dout @ w.T, mask, p)", "(dout @ w.T)"),
                 Mistake("does not divide by 1 - p on the way back", "dropout_backward(dout @ w.T, mask, p)",
                         "(dout @ w.T * mask)")]),
    "deep": gradients("goes back through any number of layers", points=2,
        on=several(networks((3, 4, 4, 2), (4, 3, 3, 3)), networks((2, 3, 4, 3, 2), rows=(6,))),
        not_by_hand="with fewer numbers two normalised layers cancel each other's slopes",
        hint="Each layer hands its dz and its weights to the one before.",
        catches=[Mistake("sends the gradient of the scores to every layer", "dout, w = dz, w_in", "w = w_in"),
                 Mistake("returns the layers in the order of the way back", "grads[::-1]", "grads",
                         hint="The result has the structure of params: the first layer comes first.")]),
    "pure": keeps_inputs(on=networks((4, 5, 3), (2, 2, 1), p=0.3), points=1,
        hint="`dout *= ...` changes the caller's array.",
        catches=[Mistake("scales the caller's dout", "    layers, a, w = cache\n",
                         "    layers, a, w = cache; dout *= 1.5; dout = dout / 1.5\n")]),
})
