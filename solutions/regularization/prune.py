"""prune: most weights are not missed (LeCun et al. 1990; Han et al. 2015)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers, several


def prune(params, fraction):
    """Return boolean masks of the weights that stay when the smallest ones of the whole network go.

    ``params`` is a list of ``(w, b)``, and ``n`` is the number of all weights of all layers together; biases stay out
    of it. The ``int(fraction * n)`` weights of the smallest absolute value go, whichever layers they are in. The result
    is a list with an array for each layer, of the shape of its ``w``: True where a weight stays. ``fraction`` is
    between 0 and 1, and no two absolute values are equal.

    >>> masks = prune([(np.array([[0.1, -3.0]]), np.zeros(2)), (np.array([[2.0], [-0.2]]), np.zeros(1))], 0.5)
    >>> print([mask.tolist() for mask in masks])
    [[[False, True]], [[True], [False]]]
    """
    sizes = np.sort(np.concatenate([np.abs(w).ravel() for w, _ in params]))
    gone = int(fraction * len(sizes))
    least = np.append(sizes, np.inf)[gone]
    return [np.abs(w) >= least for w, _ in params]


def reference(params, fraction):
    """torch.nn.utils.prune, which gets the number of weights that go. Layers come in a tuple of several shapes."""
    import torch
    from torch.nn.utils import prune as torch_prune

    layers = [torch.nn.Linear(*w.shape[::-1], bias=False, dtype=torch.float64) for w, _ in params]
    for layer, (w, _) in zip(layers, params):
        layer.weight.data = w.clone()
    gone = int(fraction * sum(w.numel() for w, _ in params))
    torch_prune.global_unstructured([(layer, "weight") for layer in layers], torch_prune.L1Unstructured, amount=gone)
    return tuple(layer.weight_mask.bool() for layer in layers)


def by_order(params, fraction):
    """Another right solution: the order of all weights in one row."""
    flat = np.concatenate([w.ravel() for w, _ in params])
    stays = np.full(flat.size, True)
    stays[np.argsort(np.abs(flat))[:int(flat.size * fraction)]] = False
    ends = np.cumsum([w.size for w, _ in params])
    return [part.reshape(w.shape) for part, (w, _) in zip(np.split(stays, ends[:-1]), params)]


def layer_by_layer(params, fraction):
    """A mistake: each layer loses its own share."""
    masks = []
    for w, _ in params:
        sizes = np.append(np.sort(np.abs(w).ravel()), np.inf)
        masks.append(np.abs(w) >= sizes[int(fraction * w.size)])
    return masks


def networks(*sizes, fractions=(0.3, 0.5, 0.8)):
    """Random networks; the weights of each layer are larger than those of the one before, by no short factor."""

    def cases(rng):
        for layers in sizes:
            for fraction in fractions:
                params = [((1 + 0.73 * place) * w, b) for place, (w, b) in enumerate(dense_layers(rng, layers))]
                yield Case(f"{'-'.join(map(str, layers))}, {fraction}", dict(params=params, fraction=fraction))

    return cases


EXERCISE = Exercise(prune, reference, accepts=[by_order], checks={
    "smallest": agrees("lets the weights go that are closest to 0", on=networks((3, 5), (4, 4)), points=2,
        hint=("-3 is larger than 0.1 here.",
              "Sort the absolute values: the first int(fraction * n) of them go, and True marks what stays."),
        catches=[Mistake("lets the most negative weights go", "    sizes =",
                         "    params = [(w - min(v.min() for v, _ in params), b) for w, b in params]\n    sizes ="),
                 Mistake("lets the largest weights go", ">= least for", "< np.append(sizes[::-1], 0)[gone - 1] for"),
                 Mistake("marks the weights that go", ">= least", "< least"),
                 Mistake("lets one weight too many go", ">= least", "> least"),
                 Mistake("keeps the fraction, instead of letting it go", "int(fraction * len(sizes))",
                         "len(sizes) - int(fraction * len(sizes))")]),
    "all": agrees("compares the weights of all layers", on=networks((3, 5, 2), (4, 4, 4), (2, 3, 4, 2)), points=2,
        hint="One line of all weights, and one bound for all.",
        catches=[Mistake("takes the same fraction of each layer", function=layer_by_layer),
                 Mistake("counts the biases among the weights", "[np.abs(w).ravel() for w, _ in params]))",
                         "[np.abs(a).ravel() for layer in params for a in layer]))")]),
    "edges": agrees("lets none go, or all", points=1,
        on=several(networks((3, 2), (2, 3, 2), fractions=(0.0, 1.0, 0.01)), networks((3, 3), fractions=(0.99,))),
        hint="int cuts off: 0.99 of 9 weights are 8.",
        catches=[Mistake("rounds the number up", "int(fraction * len(sizes))",
                         "int(np.ceil(fraction * len(sizes)))")]),
    "pure": keeps_inputs(on=networks((3, 4, 2)), points=1,
        hint="The masks say which weights go; the weights themselves stay.",
        catches=[Mistake("sets the caller's weights to 0", "    return [np",
                         "    [np.multiply(w, np.abs(w) >= least, out=w) for w, _ in params]\n    return [np")]),
})
