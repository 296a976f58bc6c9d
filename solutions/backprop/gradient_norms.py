"""gradient_norms: do gradients vanish or explode on the way back?"""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers, several


def gradient_norms(grads):
    """Return the Euclidean norm of each layer's gradient, as a float array with one number for each layer.

    ``grads`` is a list of ``(dw, db)`` as `mlp_backward` returns it, ``dw`` of shape (inputs, units) and ``db`` of
    shape (units,). A layer's norm is the root of the sum of the squares of all elements of its ``dw`` and ``db``
    together. Norms may be as small as 1e-15 or as large as 1e9, side by side: each of them is exact to many digits.

    >>> first, second = (np.array([[0.0, 3.0]]), np.array([4.0, 0.0])), (np.array([[2.0], [2.0]]), np.array([1.0]))
    >>> print(gradient_norms([first, second]))
    [5. 3.]
    """
    return np.array([np.sqrt(np.sum(dw**2) + np.sum(db**2)) for dw, db in grads])


def reference(grads):
    import torch

    return torch.stack([torch.linalg.vector_norm(torch.cat([dw.flatten(), db])) for dw, db in grads])


def one_vector(grads):
    """Another right solution: each layer as one vector."""
    return np.array([np.linalg.norm(np.append(dw, db)) for dw, db in grads])


def of_norms(grads):
    """Another right solution: a filled array, from the norms of dw and db."""
    norms = np.zeros(len(grads))
    for i, (dw, db) in enumerate(grads):
        norms[i] = np.hypot(np.linalg.norm(dw), (db @ db) ** 0.5)
    return norms


def layers(*networks, rate=1.0):
    """Random gradients of these networks; each layer's is ``rate`` times the size of the one before."""

    def cases(rng):
        for sizes in networks:
            grads = [(rate**i * dw, 2 * rate**i * db) for i, (dw, db) in enumerate(dense_layers(rng, sizes))]
            yield Case(f"{'-'.join(map(str, sizes))}, rate {rate:g}", dict(grads=grads))

    return cases


def partly_zero(rng):
    """A layer without any gradient, one without that of its weights, one without that of its biases."""
    dw, db = rng.normal(size=(3, 4)), rng.normal(size=4)
    yield Case("partly 0", dict(grads=[(dw, 0 * db), (0 * dw, 0 * db), (0 * dw, db)]))


EXERCISE = Exercise(gradient_norms, reference, accepts=[one_vector, of_norms], checks={
    "norms": agrees("takes weights and biases together", on=several(layers((3, 5, 2), (4, 4, 4), (1, 1), (6, 2, 3, 1)),
                                                                 partly_zero), points=2,
        hint="The layer's gradient is one long vector: all of dw, and all of db.",
        catches=[Mistake("leaves out the biases", " + np.sum(db**2)", ""),
                 Mistake("adds the norms of dw and db", "np.sqrt(np.sum(dw**2) + np.sum(db**2))",
                         "np.sqrt(np.sum(dw**2)) + np.sqrt(np.sum(db**2))"),
                 Mistake("forgets the root", "np.sqrt(np.sum(dw**2) + np.sum(db**2))",
                         "(np.sum(dw**2) + np.sum(db**2))"),
                 Mistake("takes the spectral norm of dw, not that of its elements",
                         "np.sum(dw**2)", "np.linalg.norm(dw, 2) ** 2"),
                 Mistake("averages the squares instead of summing", "np.sum(dw**2) + np.sum(db**2)",
                         "(np.sum(dw**2) + np.sum(db**2)) / (dw.size + db.size)"),
                 Mistake("adds up absolute values", "np.sqrt(np.sum(dw**2) + np.sum(db**2))",
                         "np.sum(abs(dw)) + np.sum(abs(db))")]),
    "layers": agrees("gives each layer its own number", on=layers((3, 2), (2, 3, 4, 5, 6), (4, 4, 4, 4)), points=1,
        hint="One number a layer, in the order of the layers.",
        catches=[Mistake("gives one norm of the whole network",
                         "return np.array([np.sqrt(np.sum(dw**2) + np.sum(db**2)) for dw, db in grads])",
                         "return np.sqrt(sum(np.sum(dw**2) + np.sum(db**2) for dw, db in grads))"),
                 Mistake("lists the layers in the order of the way back", "in grads]", "in grads[::-1]]"),
                 Mistake("adds up the norms on the way", "return np.array(", "return np.cumsum("),
                 Mistake("divides by the largest norm", "for dw, db in grads])",
                         "for dw, db in grads]) / max(np.sqrt(np.sum(dw**2) + np.sum(db**2)) for dw, db in grads)")]),
    "far": agrees("holds for gradients that vanish or explode", elementwise=True, points=1,
        on=several(layers((3,) * 9, rate=0.02), layers((2, 3, 4, 5, 6), rate=50.0),
                   layers((4,) * 7, (2,) * 5, rate=0.01)),
        hint="A norm of 1e-12 is news, too: add nothing, round nothing.",
        catches=[Mistake("adds a small number under the root",
                         "np.sqrt(np.sum(dw**2)", "np.sqrt(1e-12 + np.sum(dw**2)"),
                 Mistake("rounds the norms", "for dw, db in grads])", "for dw, db in grads]).round(6)")]),
    "pure": keeps_inputs(on=layers((3, 5, 2), (4, 4, 4)), points=1,
        hint="`dw **= 2` changes the caller's arrays.",
        catches=[Mistake("squares the caller's gradients in place", "np.sum(dw**2)",
                         "np.sum(np.square(dw, out=dw))")]),
})
