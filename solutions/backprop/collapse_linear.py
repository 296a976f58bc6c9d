"""collapse_linear: a network without activations is a single layer."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers


def collapse_linear(params):
    """Return ``(w, b)`` of the one dense layer that computes what all layers of ``params`` compute without activations.

    ``params`` is a list of at least one ``(w, b)``, ``w`` of shape (inputs, units) and ``b`` of shape (units,). Each
    layer computes ``a @ w + b`` from the output ``a`` of the one before, and nothing else. For every input the single
    layer gives the same output as the whole chain.

    >>> first, second = (np.array([[1.0, 2.0]]), np.array([3.0, 4.0])), (np.array([[5.0], [6.0]]), np.array([7.0]))
    >>> w, b = collapse_linear([first, second])
    >>> print(w, b)
    [[17.]] [46.]
    """
    w, b = params[0]
    for next_w, next_b in params[1:]:
        w, b = w @ next_w, b @ next_w + next_b
    return w, b


def reference(params):
    """What the chain of torch's layers does to 0 (the biases) and to the unit vectors (the weights)."""
    import torch

    inputs = params[0][0].shape[0]
    out = torch.cat([torch.zeros(1, inputs, dtype=torch.float64), torch.eye(inputs, dtype=torch.float64)])
    for w, b in params:
        out = torch.nn.functional.linear(out, w.T, b)
    return out[1:] - out[0], out[0]


def augmented(params):
    """Another right solution: each layer as one matrix, whose last row is the bias."""
    whole = np.eye(params[0][0].shape[0] + 1)
    for w, b in params:
        corner = np.append(np.zeros(len(w)), 1.0)
        whole = whole @ np.column_stack([np.vstack([w, b]), corner])
    return whole[:-1, :-1], whole[-1, :-1]


def from_the_end(params):
    """Another right solution: the last two layers become one, and so on."""
    w, b = params[-1]
    for before_w, before_b in reversed(params[:-1]):
        b = before_b @ w + b
        w = np.dot(before_w, w)
    return [w, b]


def networks(*sizes):
    """Random networks with layers of these sizes."""

    def cases(rng):
        for layers in sizes:
            yield Case("-".join(map(str, layers)), dict(params=dense_layers(rng, layers)))

    return cases


EXERCISE = Exercise(collapse_linear, reference, accepts=[augmented, from_the_end], checks={
    "weights": agrees("multiplies the weights", item=0, points=2,
        on=networks((3, 5, 2), (4, 4, 4), (1, 3, 1), (2, 6, 4)),
        hint="(x @ w1) @ w2 is x @ (w1 @ w2).",
        catches=[Mistake("multiplies the weights in the reverse order", "w @ next_w,", "next_w @ w,"),
                 Mistake("multiplies the weights element by element, which fits square layers only",
                         "w @ next_w,", "w * next_w,"),
                 Mistake("transposes a layer's weights", "w @ next_w,", "w @ next_w.T,"),
                 Mistake("adds the weights", "w @ next_w,", "w + next_w,")]),
    "biases": agrees("sends each bias through the layers after it", points=3, item=1,
        on=networks((3, 5, 2), (4, 4, 4), (1, 3, 1), (2, 6, 4)),
        hint=("What is the output where the input is 0?", "A bias is an input to the layers after it."),
        catches=[Mistake("keeps the last layer's bias only", "b @ next_w + next_b", "next_b"),
                 Mistake("forgets the last layer's bias", "b @ next_w + next_b", "b @ next_w"),
                 Mistake("adds up the biases, which fits layers of one width only",
                         "b @ next_w + next_b", "b + next_b"),
                 Mistake("sends the biases through the product of all weights so far, not through the next layer's",
                         "w, b = w @ next_w, b @ next_w + next_b",
                         "w = w @ next_w; b = b @ w + next_b"),
                 Mistake("sends the later bias through the weights as well",
                         "b @ next_w + next_b", "(b + next_b) @ next_w")]),
    "deep": agrees("goes through any number of layers", points=2,
        on=networks((3, 2), (4, 4), (3, 4, 5, 2), (2, 2, 2, 2, 2), (5, 3, 4, 1, 3, 2)),
        hint="Collapse two layers into one, then that one and the next.",
        catches=[Mistake("stops after two layers", "params[1:]:", "params[1:2]:"),
                 Mistake("uses only the first and the last layer", "params[1:]:", "params[1:][-1:]:"),
                 Mistake("leaves out the last layer of three or more", "params[1:]:", "params[1:-1] or params[1:]:")]),
    "pure": keeps_inputs(on=networks((3, 5, 2), (4, 4, 4, 2)), points=1,
        hint="`b += ...` changes the caller's array, and `params.pop()` the caller's list.",
        catches=[Mistake("takes the first layer off the caller's list",
                         "w, b = params[0]\n    for next_w, next_b in params[1:]",
                         "w, b = params.pop(0)\n    for next_w, next_b in params"),
                 Mistake("adds to the caller's biases", "w, b = w @ next_w, b @ next_w + next_b",
                         "next_b += b @ next_w; w, b = w @ next_w, next_b")]),
})
