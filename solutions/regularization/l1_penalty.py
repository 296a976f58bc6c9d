"""l1_penalty: a price on every weight that is not 0 (lasso; Tibshirani 1996)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers


def l1_penalty(params, strength):
    """Return ``strength`` times the sum of the absolute values of all weights, one number. Nothing is halved.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. Biases are not
    penalised. It is a sum over all layers, not a mean.

    >>> first, second = (np.array([[1.0], [-2.0]]), np.array([5.0])), (np.array([[3.0, 0.0]]), np.ones(2))
    >>> print(l1_penalty([first, second], 0.5))
    3.0
    """
    return strength * sum(np.abs(w).sum() for w, _ in params)


def reference(params, strength):
    import torch

    return strength * torch.linalg.vector_norm(torch.cat([w.flatten() for w, _ in params]), ord=1)


def layer_by_layer(params, strength):
    """Another right solution: a loop, and signs."""
    total = 0.0
    for w, _ in params:
        total += strength * float((w * np.sign(w)).sum())
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
    for filters, sizes in (((3, 2, 3, 3), (6, 4)), ((2, 1, 2, 2), (2, 3))):
        params = [(rng.normal(size=filters), rng.normal(size=filters[0])), *dense_layers(rng, sizes)]
        yield Case(f"convolution {filters} and dense", dict(params=params, strength=0.01))


EXERCISE = Exercise(l1_penalty, reference, accepts=[layer_by_layer], checks={
    "one": agrees("penalises the weights of one layer", on=networks((3, 2), (4, 4), (5, 1)), points=2,
        hint="What counts of a weight, and what not at all?",
        catches=[Mistake("halves the penalty", "strength * sum", "strength / 2 * sum"),
                 Mistake("penalises the biases as well",
                         "np.abs(w).sum() for w, _ in", "np.abs(w).sum() + np.abs(_).sum() for w, _ in"),
                 Mistake("takes squares, not absolute values", "np.abs(w)", "(w**2)"),
                 Mistake("lets weights of different signs cancel", "np.abs(w).sum()", "abs(w.sum())"),
                 Mistake("averages over the weights instead of summing", "np.abs(w).sum()", "np.abs(w).mean()")]),
    "deep": agrees("adds up all layers", on=networks((3, 4, 2), (4, 4, 4, 4)), points=1,
        hint="Every layer has weights.",
        catches=[Mistake("penalises the first layer only", "in params)", "in params[:1])"),
                 Mistake("leaves out the last layer", "in params)", "in (params[:-1] or params))")]),
    "any": agrees("takes weights of any shape", on=convolution, points=1,
        hint="np.linalg.norm(w, 1) of a matrix is something else: the largest sum of a column.",
        catches=[Mistake("takes the largest column sum, the matrix norm", "np.abs(w).sum()",
                         "(np.abs(w).sum(axis=0).max() if w.ndim == 2 else np.abs(w).sum(axis=0).max())")]),
    "pure": keeps_inputs(on=networks((3, 4, 2)), points=1,
        hint="np.abs(w, out=w) changes the caller's weights.",
        catches=[Mistake("takes absolute values in place", "np.abs(w).sum()", "np.abs(w, out=w).sum()")]),
})
