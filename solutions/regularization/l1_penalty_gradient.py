"""l1_penalty_gradient: a pull towards 0 that does not fade (Tibshirani 1996)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers, several


def l1_penalty_gradient(params, strength):
    """Return the gradients of `l1_penalty` with respect to the parameters, ``[(dw, db), ...]``.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. The penalty is
    ``strength * sum(|w|)`` over all weights; biases are not penalised, so each ``db`` is an array of zeros. At 0, where
    ``|w|`` has a kink, the slope is 0. ``dw`` and ``db`` have the shapes of ``w`` and ``b``.

    >>> [(dw, db)] = l1_penalty_gradient([(np.array([[1.0, -2.0, 0.0]]), np.array([5.0, 5.0, 5.0]))], 0.5)
    >>> print(dw, db)
    [[ 0.5 -0.5  0. ]] [0. 0. 0.]
    """
    return [(strength * np.sign(w), np.zeros(b.shape)) for w, b in params]


def reference(params, strength):
    """torch's autograd, whose slope of |w| at 0 is 0. Layers come in a tuple, since their shapes differ."""
    import torch

    leaves = [(w.clone().requires_grad_(), b) for w, b in params]
    (strength * sum(w.abs().sum() for w, _ in leaves)).backward()
    return tuple((w.grad, torch.zeros_like(b)) for w, b in leaves)


def by_masks(params, strength):
    """Another right solution: masks."""
    return [(np.where(w > 0, strength, 0.0) - np.where(w < 0, strength, 0.0), 0.0 * b) for w, b in params]


def networks(*sizes, strength=0.3, sparse=False):
    """Random dense networks with layers of these sizes; some weights of a ``sparse`` one are 0."""

    def cases(rng):
        for layers in sizes:
            params = dense_layers(rng, layers)
            if sparse:
                params = [(w * (rng.random(w.shape) < 0.6), b) for w, b in params]
                params[0][0].flat[0] = 0.0
            yield Case(f"{'-'.join(map(str, layers))}{', with zeros' if sparse else ''}",
                       dict(params=params, strength=strength * float(rng.uniform(0.5, 2))))

    return cases


EXERCISE = Exercise(l1_penalty_gradient, reference, accepts=[by_masks], checks={
    "sign": agrees("pulls every weight by the same amount", on=networks((3, 2), (4, 4), (3, 5, 2)), points=2,
        hint="What is the slope of |w| to the right of 0, and to the left?",
        catches=[Mistake("takes the slope of the square", "np.sign(w)", "w"),
                 Mistake("loses the sign", "np.sign(w)", "np.ones(w.shape)"),
                 Mistake("pushes the weights away from 0", "strength * np.sign", "-strength * np.sign"),
                 Mistake("halves the slope", "strength * np.sign", "strength / 2 * np.sign"),
                 Mistake("penalises the biases as well", "np.zeros(b.shape)", "strength * np.sign(b)"),
                 Mistake("forgets the strength", "strength * np.sign", "np.sign")]),
    "zero": agrees("leaves weights of 0 alone", on=several(networks((3, 4), (4, 4, 2), sparse=True), networks((3, 2))),
        points=1,
        hint="At 0 the slope is neither 1 nor -1, and 0 / 0 is no number: np.sign knows three cases.",
        catches=[Mistake("has the slope -1 at 0", "np.sign(w)", "np.where(w > 0, 1.0, -1.0)"),
                 Mistake("has the slope 1 at 0", "np.sign(w)", "np.where(w >= 0, 1.0, -1.0)"),
                 Mistake("divides by |w|, which may be 0", "np.sign(w)", "w / np.abs(w)")]),
    "pure": keeps_inputs(on=networks((3, 4, 2)), points=1,
        hint="np.sign(w, out=w) changes the caller's weights.",
        catches=[Mistake("takes the signs in place", "np.sign(w)", "np.sign(w, out=w)")]),
})
