"""l2_penalty_gradient: why it is called weight decay."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers


def l2_penalty_gradient(params, strength):
    """Return the gradients of `l2_penalty` with respect to the parameters, ``[(dw, db), ...]``.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. The penalty is
    ``strength / 2`` times the sum of the squares of all weights; biases are not penalised, so each ``db`` is an
    array of zeros. ``dw`` and ``db`` have the shapes of ``w`` and ``b``.

    >>> [(dw, db)] = l2_penalty_gradient([(np.array([[1.0, -2.0]]), np.array([5.0, 5.0]))], 0.5)
    >>> print(dw, db)
    [[ 0.5 -1. ]] [0. 0.]
    """
    return [(strength * w, np.zeros(b.shape)) for w, b in params]


def reference(params, strength):
    """torch autograd through the penalty."""
    import torch

    leaves = [leaf.requires_grad_() for pair in params for leaf in pair]
    penalty = sum(strength / 2 * torch.sum(w**2) + 0 * torch.sum(b) for w, b in params)
    gradients = torch.autograd.grad(penalty, leaves)
    return list(zip(gradients[::2], gradients[1::2]))


def layer_by_layer(params, strength):
    """Another right solution: a loop that fills a list."""
    grads = []
    for w, b in params:
        dw = np.multiply(w, strength)
        db = np.zeros_like(b)
        grads.append((dw, db))
    return grads


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


EXERCISE = Exercise(l2_penalty_gradient, reference, accepts=[layer_by_layer], checks={
    "one": agrees("pulls the weights of one layer towards 0", on=networks((3, 2), (4, 4), (5, 1)), points=2,
        hint="Differentiate strength / 2 * w**2; what is left of a constant?",
        catches=[Mistake("forgets that the penalty is halved: 2 * strength * w", "strength * w", "2 * strength * w"),
                 Mistake("halves the gradient as well", "strength * w", "strength / 2 * w"),
                 Mistake("takes the signs of the weights, the gradient of absolute values", "strength * w",
                         "strength * np.sign(w)"),
                 Mistake("pushes the weights away from 0", "strength * w", "-strength * w"),
                 Mistake("pulls the biases, too", "np.zeros(b.shape)", "strength * b"),
                 Mistake("forgets the strength", "strength * w", "1.0 * w")]),
    "form": agrees("gives a pair for every layer", on=networks((3, 4, 2), (4, 4, 4, 4), (2, 5, 3, 1)), points=1,
        hint="The list has the form of params.",
        catches=[Mistake("returns no gradients of the biases",
                         "[(strength * w, np.zeros(b.shape)) for w, b in params]", "[strength * w for w, b in params]"),
                 Mistake("returns the number 0 for the biases", "np.zeros(b.shape)", "0.0"),
                 Mistake("leaves out the last layer", "in params]", "in (params[:-1] or params)]"),
                 Mistake("goes through the layers from last to first", "in params]", "in params[::-1]]")]),
    "any": agrees("takes weights of any shape", on=convolution, points=1,
        hint="A filter's weights have four axes; nothing here depends on that.",
        catches=[Mistake("counts on two axes",
                         "strength * w", "strength * np.eye(len(w)) @ w.reshape(w.shape[0], w.shape[1])",
                         raises="ValueError")]),
    "pure": keeps_inputs(on=networks((3, 4, 2)), points=1,
        hint="`w *= strength` changes the caller's weights.",
        catches=[Mistake("scales the caller's weights in place", "strength * w", "w.__imul__(strength)")]),
})
