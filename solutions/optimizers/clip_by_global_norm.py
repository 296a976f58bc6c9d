"""clip_by_global_norm: keep an exploding gradient's direction, not its length (Pascanu et al. 2013)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many, several


def clip_by_global_norm(grads, max_norm):
    """Return the gradients as a new list, scaled down together where they are too long.

    ``grads`` is a list of float arrays of any shapes, ``max_norm`` a positive number. The global norm is the Euclidean
    norm of all their elements together, as if they were one long vector. If it is larger than ``max_norm``, every array
    is multiplied by ``max_norm / norm``, so that the result has the norm ``max_norm``; otherwise all stay as they are,
    and gradients of 0 stay 0. Other norms come in all sizes from 1e-6 to 1e8, so that their squares are no trouble.
    (torch's ``clip_grad_norm_`` divides by ``norm + 1e-6``; here nothing is added.)

    >>> grads = [np.array([3.0, 0.0]), np.array([[4.0]])]
    >>> print(clip_by_global_norm(grads, 1.0))
    [array([0.6, 0. ]), array([[0.8]])]
    >>> print(clip_by_global_norm(grads, 10.0))
    [array([3., 0.]), array([[4.]])]
    """
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads]


def reference(grads, max_norm):
    """One vector's norm; torch's own clipping adds 1e-6 to it."""
    import torch

    norm = torch.linalg.vector_norm(torch.cat([g.flatten() for g in grads]))
    return [torch.where(norm > max_norm, g * (max_norm / norm), g) for g in grads]


def one_vector(grads, max_norm):
    """Another right solution: one long vector."""
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    return [g / max(1.0, norm / max_norm) for g in grads]


def norm_of_norms(grads, max_norm):
    """Another right solution: the norm of the arrays' norms, and a copy where nothing is to do."""
    norm = float(np.hypot.reduce([np.linalg.norm(g) for g in grads]))
    if norm <= max_norm:
        return tuple(g.copy() for g in grads)
    return tuple(max_norm * (g / norm) for g in grads)


def each_by_itself(grads, max_norm):
    """A mistake: a norm for each array."""
    norms = [np.linalg.norm(g) for g in grads]
    return [g * max_norm / norm if norm > max_norm else 1.0 * g for g, norm in zip(grads, norms)]


LAYERS = ((4, 3), (3,), (3, 3), (3,))


def gradients(factor, *shapes, norm=7.0, dtype="float64"):
    """Arrays of these shapes with a global norm of about ``norm``, to be clipped to ``factor`` times their norm."""

    def cases(rng):
        grads = [rng.normal(size=shape) for shape in shapes]
        size = norm * rng.uniform(0.8, 1.2) / np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
        grads = [(size * g).astype(dtype) for g in grads]
        max_norm = factor * float(np.linalg.norm(np.concatenate([g.ravel() for g in grads])))
        name = f"{many(len(shapes), 'array')}, norm about {norm:g}, max_norm about {factor * norm:g}"
        yield Case(name + (f", {dtype}" if dtype != "float64" else ""), dict(grads=grads, max_norm=max_norm))

    return cases


def zeros(rng):
    """Gradients of 0, and one array of 0 beside others."""
    yield Case("all 0", dict(grads=[np.zeros((3, 2)), np.zeros(2)], max_norm=rng.uniform(1, 5)))
    yield Case("one array 0", dict(grads=[np.zeros((3, 2)), rng.normal(size=5)], max_norm=rng.uniform(0.01, 0.02)))


EXERCISE = Exercise(clip_by_global_norm, reference, accepts=[one_vector, norm_of_norms], harmless=[
    Harmless("the factor is 1 where the norm is max_norm", ("norm > max_norm", "norm >= max_norm"))], checks={
    "long": agrees("scales gradients that are too long", points=3,
        on=several(gradients(0.3, (5,)), gradients(0.3, *LAYERS), gradients(0.7, (4, 4), (4,)),
                   gradients(0.01, *LAYERS, norm=1e6), gradients(0.5, *LAYERS, dtype="float32")),
        hint=("What has to stay the same when a gradient is shortened?",
              "All arrays together are one vector: one norm, and one factor for all."),
        catches=[Mistake("clips each array by its own norm", function=each_by_itself),
                 Mistake("clips each element instead of scaling the whole",
                         "[scale * g for g in grads]", "[np.clip(g, -max_norm, max_norm) for g in grads]"),
                 Mistake("forgets the root of the norm",
                         "np.sqrt(sum(np.sum(g**2) for g in grads))", "sum(np.sum(g**2) for g in grads)",
                         hint="A norm is the root of the sum of all squares."),
                 Mistake("adds up the norms of the arrays",
                         "np.sqrt(sum(np.sum(g**2) for g in grads))", "sum(np.linalg.norm(g) for g in grads)"),
                 Mistake("takes the largest of the arrays' norms",
                         "np.sqrt(sum(np.sum(g**2) for g in grads))", "max(np.linalg.norm(g) for g in grads)"),
                 Mistake("adds up absolute values instead of squares",
                         "np.sqrt(sum(np.sum(g**2) for g in grads))", "sum(np.sum(abs(g)) for g in grads)",
                         hint="A Euclidean norm is the root of the sum of all squares."),
                 Mistake("divides by the norm and forgets max_norm", "max_norm / norm if", "1 / norm if",
                         hint="Divided by the norm alone the result has the norm 1: which norm is it to have?")]),
    "short": agrees("leaves others as they are", points=2,
        on=several(gradients(1.6, (5,)), gradients(1.1, *LAYERS), gradients(30.0, (4, 4), (4,), norm=0.1)),
        hint="max_norm is the longest that is allowed, no length to aim at.",
        catches=[Mistake("stretches short gradients to max_norm as well",
                         "max_norm / norm if norm > max_norm else 1.0", "max_norm / norm if norm else 1.0"),
                 Mistake("sets gradients that are short enough to 0", "else 1.0", "else 0.0",
                         hint="What is short enough is multiplied by 1.")]),
    "edges": agrees("copes with 0 and with tiny norms", points=2,
        on=several(zeros, gradients(0.4, *LAYERS, norm=1e-4)),
        hint="Nothing is divided by a norm of 0, and nothing is added to a norm to make sure.",
        catches=[Mistake("divides by a norm of 0", "[scale * g for g in grads]",
                         "[g / norm * min(norm, max_norm) for g in grads]"),
                 Mistake("adds a small number to the norm, as torch does",
                         "max_norm / norm if", "max_norm / (norm + 1e-6) if")]),
    "pure": keeps_inputs(on=several(gradients(0.3, *LAYERS), gradients(0.7, (4, 4), (4,))), points=1,
        hint="`g *= scale` changes the caller's arrays, and so does assigning into `grads`.",
        catches=[Mistake("scales the caller's arrays in place", "[scale * g for g in grads]",
                         "[np.multiply(g, scale, out=g) for g in grads]")]),
})
