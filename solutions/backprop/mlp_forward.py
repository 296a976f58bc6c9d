"""mlp_forward: a multi-layer perceptron, from its input to its output."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers, several


def mlp_forward(x, params, activation):
    """Return ``(out, cache)``: the output of a multi-layer perceptron, and whatever `mlp_backward` will need.

    ``x`` is ``(N, D)``; ``params`` is a list of ``(w, b)``, one for each layer, ``w`` of shape (inputs, units) and
    ``b`` of shape (units,). Each layer computes ``z = a @ w + b`` from the output ``a`` of the layer before (the
    first one from ``x``) and applies the activation, 'sigmoid', 'tanh' or 'relu', except that the last layer is
    linear: its ``z`` is the output. The cache is your own: any value, which only your `mlp_backward` reads. Nobody
    changes ``x`` or ``params`` in between.

    >>> params = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5])), (np.array([[2.0], [3.0]]), np.array([0.25]))]
    >>> out, cache = mlp_forward(np.array([[1.0], [-2.0]]), params, "relu")
    >>> print(out)
    [[2.25]
     [7.75]]
    """
    function = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu}[activation]
    inputs = []
    for w, b in params:
        inputs.append(x)
        z = x @ w + b
        x = function(z)
    return z, (inputs, params, activation)


def reference(x, params, activation):
    import torch

    for w, b in params[:-1]:
        x = getattr(torch, activation)(torch.nn.functional.linear(x, w.T, b))
    w, b = params[-1]
    return torch.nn.functional.linear(x, w.T, b), None


def recursive(x, params, activation):
    """Another right solution: the first layer, then the rest; the cache is a chain of pairs."""
    (w, b), rest = params[0], params[1:]
    z = np.einsum("nd,dm->nm", x, w) + b
    if not rest:
        return z, [(x, w, activation, None)]
    a = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "relu": lambda z: z * (z > 0)}[activation](z)
    out, cache = mlp_forward(a, rest, activation)
    return out, [(x, w, activation, z), cache]


def networks(activation, *sizes, rows=(1, 6)):
    """Random networks with layers of these sizes."""

    def cases(rng):
        for layers in sizes:
            for n in rows:
                x = rng.normal(size=(n, layers[0]))
                inputs = dict(x=x, params=dense_layers(rng, layers), activation=activation)
                yield Case(f"{activation} {'-'.join(map(str, layers))}, N={n}", inputs)

    return cases


EXERCISE = Exercise(mlp_forward, reference, keeps=(1,), accepts=[recursive], harmless=[
    Harmless("only mlp_backward reads the cache, and its own checks notice", ("inputs.append(x)", "pass"))], checks={
    "linear": agrees("computes one linear layer", on=networks("tanh", (3, 2), (4, 4)), points=2,
        hint="With a single layer there is no activation at all.",
        catches=[Mistake("applies the activation after the last layer too", "return z,", "return x,"),
                 Mistake("forgets the bias", "x @ w + b", "x @ w")]),
    "sigmoid": agrees("uses the sigmoid between layers", on=networks("sigmoid", (3, 5, 2)), points=2,
        hint="The output of one layer's activation is the next one's input.",
        catches=[Mistake("leaves out the activation between layers", "x = function(z)", "x = z"),
                 Mistake("applies the activation to the input first", "z = x @ w + b", "z = function(x) @ w + b")]),
    "tanh": agrees("uses tanh between layers", on=networks("tanh", (3, 5, 2)), points=1,
        hint="The activation is named by its argument.",
        catches=[Mistake("always uses the sigmoid", '"tanh": np.tanh', '"tanh": sigmoid')]),
    "relu": agrees("uses ReLU between layers", on=networks("relu", (3, 5, 2)), points=1,
        hint="ReLU keeps what is positive.",
        catches=[Mistake("takes the absolute value for ReLU", '"relu": relu', '"relu": np.abs')]),
    "deep": agrees("goes through any number of layers", points=3,
        on=several(networks("tanh", (3, 4, 5, 2), (2, 2, 2, 2, 2)), networks("sigmoid", (2, 4, 4, 3), rows=(3,)),
                   networks("relu", (2, 4, 4, 3), rows=(3,))),
        hint="Loop over params.",
        catches=[Mistake("uses only the first and the last layer's weights", "in params:",
                         "in (params[:1] + params[-1:] if params[1:] else params):"),
                 Mistake("adds its input to a layer of the same width, as residual networks do",
                         "x = function(z)", "x = function(z) + (x if x.shape == z.shape else 0)")]),
    "pure": keeps_inputs(on=networks("relu", (3, 5, 2), (3, 4, 4, 2)), points=1,
        hint="`z += b` is safe, `x *= ...` is not: x is the caller's.",
        catches=[Mistake("rescales the caller's input in place",
                         "    inputs = []", "    inputs = []; x *= 1.5; x = x / 1.5")]),
})
