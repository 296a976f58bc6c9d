"""directional_derivative: how steep a function is in one direction."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def directional_derivative(g, u):
    """Return the slope, in the direction of ``u``, of a function whose gradient is ``g``.

    ``g`` and ``u`` are float arrays ``(D,)``; ``u`` is not 0 and may have any length, on which the slope does not
    depend. It is how fast the function grows for each unit of length that one goes along ``u``, and it is negative
    where the function falls. The result is a number.

    >>> print(directional_derivative(np.array([2.0, -1.0]), np.array([3.0, 4.0])))
    0.4
    >>> print(directional_derivative(np.array([2.0, -1.0]), np.array([0.0, 10.0])))
    -1.0
    """
    return np.dot(g, u) / np.linalg.norm(u)


def reference(g, u):
    import torch

    return torch.dot(g, u) / torch.linalg.vector_norm(u)


def in_a_loop(g, u):
    """Another right solution: the sums of products and of squares, by hand."""
    product, square = 0.0, 0.0
    for slope, step in zip(g, u):
        product += slope * step
        square += step * step
    return product / square**0.5


def by_unit_vector(g, u):
    """Another right solution: a direction of length 1 first."""
    return float(np.sum(g * (u / np.sqrt((u**2).sum()))))


def directions(*sizes, scale=2.0):
    """Random gradients and directions, with so many dimensions; the function grows, falls, and grows."""

    def cases(rng):
        for number, size in enumerate(sizes):
            g, u = rng.normal(size=size), rng.normal(scale=scale, size=size)
            u = u if (g @ u > 0) == (number % 2 == 0) else -u
            yield Case(f"D={size}", dict(g=g, u=u))

    return cases


def by_hand(rng):
    """Directions whose length is a whole number."""
    for u in ([3.0, 4.0], [-5.0, 12.0], [0.0, -2.0], [2.0, 1.0, -2.0]):
        g = rng.integers(1, 6, size=len(u)) * rng.choice([-1.0, 1.0], size=len(u))
        yield Case(f"u={u}", dict(g=g, u=np.array(u)))


def square(rng):
    """Directions across the gradient, along it and against it."""
    g = rng.integers(1, 6, size=2).astype(float)
    for name, u in (("across", np.array([-g[1], g[0]])), ("along", 3 * g), ("against", -2 * g)):
        yield Case(name, dict(g=g, u=u))


EXERCISE = Exercise(directional_derivative, reference, accepts=[in_a_loop, by_unit_vector], checks={
    "slope": agrees("gives the slope along u", points=3, on=lambda rng: [*by_hand(rng), *directions(2, 3, 5, 1)(rng)],
        hint=("The slope is the same along u and along 2 u, but the dot product is not: what is missing?",
              "Bring u to length 1 first."),
        catches=[Mistake("does not bring u to length 1", " / np.linalg.norm(u)", ""),
                 Mistake("divides by the square of the length of u", "np.linalg.norm(u)", "np.dot(u, u)"),
                 Mistake("divides by the length of the gradient instead", "np.linalg.norm(u)", "np.linalg.norm(g)"),
                 Mistake("divides by both lengths, which gives the cosine of the angle", "np.linalg.norm(u)",
                         "(np.linalg.norm(u) * np.linalg.norm(g))"),
                 Mistake("drops the sign", "np.dot(g, u)", "np.abs(np.dot(g, u))"),
                 Mistake("has the wrong sign", "np.dot(g, u)", "-np.dot(g, u)"),
                 Mistake("returns products, without adding them up", "np.dot(g, u)", "(g * u)"),
                 Mistake("divides by the sum of u's absolute elements", "np.linalg.norm(u)", "np.sum(np.abs(u))")]),
    "special": agrees("is 0 across the gradient, and steepest along it", on=square, points=1,
        hint="Along the gradient the slope is the gradient's own length.",
        catches=[Mistake("returns the gradient's length, whatever the direction", "np.dot(g, u) / np.linalg.norm(u)",
                         "np.linalg.norm(g)")]),
    "pure": keeps_inputs(on=directions(2, 4), points=1,
        hint="`u /= np.linalg.norm(u)` changes the caller's array.",
        catches=[Mistake("brings the caller's u to length 1 in place", "return np.dot(g, u) / np.linalg.norm(u)",
                         "u /= np.linalg.norm(u); return np.dot(g, u)")]),
})
