"""l2_penalty: large weights cost something (weight decay)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers


def l2_penalty(params, strength):
    """Return ``strength / 2`` times the sum of the squares of all weights, one number.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. Biases are
    not penalised. It is a sum over all layers, not a mean.

    >>> first, second = (np.array([[1.0, -2.0]]), np.array([5.0, 5.0])), (np.array([[3.0], [0.0]]), np.ones(1))
    >>> print(l2_penalty([first, second], 0.5))
    3.5
    """
    return strength / 2 * sum(np.sum(w**2) for w, _ in params)


def reference(params, strength):
    import torch

    weights = torch.cat([w.flatten() for w, _ in params])
    return strength / 2 * torch.linalg.vector_norm(weights) ** 2


def layer_by_layer(params, strength):
    """Another right solution: a loop and inner products."""
    total = 0.0
    for w, _ in params:
        flat = np.ravel(w)
        total += 0.5 * strength * flat.dot(flat)
    return total


def networks(*sizes, strengths=(0.1, 3.0)):
    """Random dense networks with layers of these sizes."""

    def cases(rng):
        for layers in sizes:
            for strength in strengths:
                params = dense_layers(rng, layers)
                yield Case(f"{'-'.join(map(str, layers))}, {strength}", dict(params=params, strength=strength))

    return cases


def convolution(rng):
    """A convolution's weights have four axes."""
    for filters, sizes in (((3, 2, 3, 3), (6, 4)), ((2, 1, 3, 2), (2, 3))):
        params = [(rng.normal(size=filters), rng.normal(size=filters[0])), *dense_layers(rng, sizes)]
        yield Case(f"convolution {filters} and dense", dict(params=params, strength=0.01))
    yield Case("strength 0", dict(params=params, strength=0.0))


EXERCISE = Exercise(l2_penalty, reference, accepts=[layer_by_layer], checks={
    "one": agrees("penalises the weights of one layer", on=networks((3, 2), (4, 4), (5, 1)), points=2,
        hint="Which numbers are squared, and which not at all?",
        catches=[Mistake("penalises the biases as well",
                         "np.sum(w**2) for w, _ in", "np.sum(w**2) + np.sum(_**2) for w, _ in"),
                 Mistake("forgets to halve", "strength / 2", "strength"),
                 Mistake("takes absolute values, not squares", "w**2", "abs(w)"),
                 Mistake("averages over the weights instead of summing", "np.sum(w**2)", "np.mean(w**2)"),
                 Mistake("takes the root, the norm of the weights", "np.sum(w**2)", "np.sqrt(np.sum(w**2))"),
                 Mistake("forgets the strength", "strength / 2", "0.5"),
                 Mistake("squares the strength as well", "strength / 2", "strength**2 / 2")]),
    "deep": agrees("adds up all layers", on=networks((3, 4, 2), (4, 4, 4, 4), (2, 5, 3, 1)), points=1,
        hint="Every layer has weights.",
        catches=[Mistake("penalises the first layer only", "in params)", "in params[:1])"),
                 Mistake("leaves out the last layer", "in params)", "in (params[:-1] or params))"),
                 Mistake("averages over the layers", "strength / 2", "strength / 2 / len(params)")]),
    "any": agrees("takes weights of any shape", on=convolution, points=1,
        hint="A filter's weights have four axes.",
        catches=[Mistake("counts on two axes", "np.sum(w**2)", "np.trace(w.T @ w)", raises="ValueError")]),
    "pure": keeps_inputs(on=networks((3, 4, 2)), points=1,
        hint="`w **= 2` changes the caller's weights.",
        catches=[Mistake("squares the caller's weights in place", "np.sum(w**2)", "np.sum(w.__ipow__(2))")]),
})
