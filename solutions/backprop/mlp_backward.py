"""mlp_backward: backpropagation through a multi-layer perceptron (Rumelhart, Hinton & Williams 1986)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Made, Mistake, gradients, keeps_inputs, vjp
from autograder.exercise.cases import away_from_kinks, dense_layers, drawn_until, lifted_off_kinks, several


def mlp_backward(dout, cache):
    """Return the gradients ``[(dw, db), ...]`` of a loss with respect to the parameters, layer by layer.

    ``dout`` is the gradient of the loss with respect to the output of `mlp_forward`, ``(N, M)``, and ``cache``
    is what your `mlp_forward` returned beside it. A mean over the batch is already in ``dout``: sum over the
    rows, do not average again. Each ``dw`` and ``db`` has the shape of its ``w`` and ``b``. The slope of
    ReLU at 0 is 0.

    >>> params = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5])), (np.array([[2.0], [3.0]]), np.array([0.25]))]
    >>> out, cache = mlp_forward(np.array([[1.0], [-2.0]]), params, "relu")
    >>> (dw1, db1), (dw2, db2) = mlp_backward(np.array([[1.0], [10.0]]), cache)
    >>> print(dw1, db1)
    [[  2. -60.]] [ 2. 30.]
    >>> print(dw2.T, db2)
    [[ 1. 25.]] [11.]
    """
    inputs, params, activation = cache
    slope = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a**2, "relu": lambda a: a > 0}[activation]
    grads = []
    for i in reversed(range(len(params))):
        grads.append((inputs[i].T @ dout, dout.sum(axis=0)))
        if i > 0:
            dout = dout @ params[i][0].T * slope(inputs[i])
    return grads[::-1]


def two_layers_at_most(dout, cache):
    """A mistake: an index that is right for two layers only."""
    inputs, params, activation = cache
    slope = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a**2, "relu": lambda a: a > 0}[activation]
    grads = []
    for i in reversed(range(len(params))):
        grads.append((inputs[i].T @ dout, dout.sum(axis=0)))
        if i > 0:
            dout = dout @ params[i][0].T * slope(inputs[1])
    return grads[::-1]


def through_an_output_activation(dout, cache):
    """A mistake: the output layer gets the slope of an activation that it does not have."""
    inputs, params, activation = cache
    slope = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a**2, "relu": lambda a: a > 0}[activation]
    function = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu}[activation]
    dout = dout * slope(function(inputs[-1] @ params[-1][0] + params[-1][1]))
    grads = []
    for i in reversed(range(len(params))):
        grads.append((inputs[i].T @ dout, dout.sum(axis=0)))
        if i > 0:
            dout = dout @ params[i][0].T * slope(inputs[i])
    return grads[::-1]


def sample_by_sample(dout, cache):
    """Another right solution: outer products, one sample after the other."""
    inputs, params, activation = cache
    grads = [(np.zeros(w.shape), np.zeros(b.shape)) for w, b in params]
    for n in range(len(dout)):
        delta = dout[n]
        for i in range(len(params) - 1, -1, -1):
            a = inputs[i][n]
            grads[i] = (grads[i][0] + np.outer(a, delta), grads[i][1] + delta)
            slope = {"sigmoid": a - a * a, "tanh": (1 - a) * (1 + a), "relu": np.where(a > 0, 1.0, 0.0)}[activation]
            delta = (params[i][0] @ delta) * slope
    return grads


def off_kinks(x, params, rng):
    """Inputs and parameters that keep every ReLU away from its kink: these, or others drawn in their place."""
    if away_from_kinks(x, params):
        return x, params
    return drawn_until(lambda drawn: away_from_kinks(*drawn), lambda: (rng.normal(size=x.shape), params),
                       lambda: (x, lifted_off_kinks(x, params)))


def networks(activation, *sizes, rows=(1, 6)):
    """Random networks and random upstream gradients, with every ReLU away from its kink."""

    def cases(rng):
        for layers in sizes:
            for n in rows:
                x, params = rng.normal(size=(n, layers[0])), dense_layers(rng, layers)
                if activation == "relu":
                    x, params = off_kinks(x, params, rng)
                cache = Made("mlp_forward", (x, params, activation))[1]
                dout = rng.normal(size=(n, layers[-1]))
                yield Case(f"{activation} {'-'.join(map(str, layers))}, N={n}", dict(dout=dout, cache=cache))

    return cases


EXERCISE = Exercise(mlp_backward, reference=vjp("mlp_forward", wrt="params"), accepts=[sample_by_sample], harmless=[
    Harmless("the gradient of the first layer's inputs is not returned", ("i > 0", "i >= 0"))], checks={
    "linear": gradients("differentiates one linear layer", on=networks("tanh", (3, 2), (4, 4)), points=3,
        hint=("Which inputs does one weight connect, and over how many rows?",
              "dw is x.T @ dout, and db sums dout over the rows."),
        catches=[Mistake("averages db over the batch, which dout has done already",
                         "dout.sum(axis=0)", "dout.mean(axis=0)"),
                 Mistake("does not sum db over the batch", "dout.sum(axis=0)", "dout"),
                 Mistake("divides dw by the batch size once more",
                         "inputs[i].T @ dout,", "inputs[i].T @ dout / len(dout),"),
                 Mistake("returns the transpose of dw", "inputs[i].T @ dout", "dout.T @ inputs[i]"),
                 Mistake("multiplies by the slope of an activation after the last layer, which has none",
                         function=through_an_output_activation)]),
    "sigmoid": gradients("passes the gradient through sigmoid layers", points=3,
        on=networks("sigmoid", (3, 5, 2), (4, 4, 4)),
        hint="The slope of the sigmoid is a * (1 - a), where a is its output.",
        catches=[Mistake("forgets the activation's slope on the way back", " * slope(inputs[i])", ""),
                 Mistake("applies the sigmoid once more before taking its slope",
                         '"sigmoid": lambda a: a * (1 - a)', '"sigmoid": lambda a: sigmoid(a) * (1 - sigmoid(a))'),
                 Mistake("gives the first layer the error of the output layer",
                         "dout = dout @ params[i][0].T * slope(inputs[i])",
                         "dout = dout[:, :1] * slope(inputs[i])"),
                 Mistake("forgets to send the gradient through the weights", "dout @ params[i][0].T *",
                         "dout.sum(axis=1, keepdims=True) *")]),
    "tanh": gradients("passes the gradient through tanh layers", on=networks("tanh", (3, 5, 2), (4, 4, 4)), points=1,
        hint="The slope of tanh is 1 - a**2, where a is its output.",
        catches=[Mistake("takes 1 - a for the slope of tanh", "1 - a**2", "1 - a"),
                 Mistake("multiplies by w instead of by its transpose, which fits square layers only",
                         "params[i][0].T", "params[i][0]")]),
    "relu": gradients("passes the gradient through ReLU layers", on=networks("relu", (3, 5, 2), (2, 8, 1)), points=2,
        hint="Where a unit did not fire no gradient passes.",
        catches=[Mistake("lets the gradient pass through units that did not fire",
                         "lambda a: a > 0", "lambda a: a >= 0"),
                 Mistake("takes the unit's output for ReLU's slope", "lambda a: a > 0", "lambda a: a")]),
    "deep": gradients("goes back through any number of layers", points=2,
        on=several(networks("tanh", (3, 4, 4, 2), (2, 3, 3, 2, 1)), networks("sigmoid", (4, 4, 4, 2), rows=(3,)),
                   networks("relu", (4, 4, 4, 2), rows=(3,))),
        hint="Each layer has its own inputs and its own slope.",
        catches=[Mistake("uses one layer's activations for every slope, which is right for two layers only",
                         function=two_layers_at_most),
                 Mistake("returns the layers in the order of the way back", "grads[::-1]", "grads",
                         hint="The result goes layer by layer: that of the first layer comes first.")]),
    "pure": keeps_inputs(on=networks("tanh", (3, 5, 2)), points=1,
        hint="`dout *= ...` changes the caller's array, and `w -= ...` the parameters behind the cache.",
        catches=[Mistake("scales the caller's dout",
                         "    grads = []", "    grads = []; dout *= 1.5; dout = dout / 1.5"),
                 Mistake("takes a step of gradient descent before it returns",
                         "    return grads[::-1]",
                         "    [w.__isub__(0.1 * dw) for (w, _), (dw, _) in zip(params, grads[::-1])]\n"
                         "    return grads[::-1]")]),
})
