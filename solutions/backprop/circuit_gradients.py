"""circuit_gradients: the chain rule on a circuit of two gates."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def circuit_gradients(x, y, z):
    """Return ``(dx, dy, dz)``: the derivatives of ``f = (x + y) * z`` with respect to ``x``, ``y`` and ``z``.

    ``x``, ``y`` and ``z`` are numbers, or float arrays of one shape; then every element is a circuit of its own, and
    each derivative has that shape.

    >>> dx, dy, dz = circuit_gradients(-2.0, 5.0, -4.0)
    >>> print(dx, dy, dz)
    -4.0 -4.0 3.0
    """
    q = x + y
    dq, dz = z, q  # a product swaps its inputs
    return 1.0 * dq, 1.0 * dq, dz


def reference(x, y, z):
    import torch

    leaves = [torch.as_tensor(value, dtype=torch.float64).clone().requires_grad_() for value in (x, y, z)]
    x, y, z = leaves
    return torch.autograd.grad(((x + y) * z).sum(), leaves)


def expanded(x, y, z):
    """Another right solution: f = x z + y z, term by term."""
    dx = np.array(z)
    dy = np.array(z)
    return [dx, dy, np.add(x, y)]


def numbers(rng):
    """Single numbers, one of the circuits with q = 0."""
    for _ in range(3):
        x, y, z = rng.normal(scale=3, size=3)
        yield Case("numbers", dict(x=float(x), y=float(y), z=float(z)))
    x, z = rng.normal(size=2)
    yield Case("x + y = 0", dict(x=float(x), y=float(-x), z=float(z)))


def arrays(*shapes):
    """Many circuits at once."""

    def cases(rng):
        for shape in shapes:
            x, y, z = rng.normal(scale=3, size=(3, *shape))
            yield Case(f"shape {shape}", dict(x=x, y=y, z=z))

    return cases


EXERCISE = Exercise(circuit_gradients, reference, accepts=[expanded], harmless=[
    Harmless("a factor of 1 changes nothing", ("return 1.0 * dq", "return dq"), ("1.0 * dq, dz", "dq, dz"))], checks={
    "numbers": agrees("differentiates the circuit at one point", on=several(numbers, arrays((1,))), points=2,
        hint="A gate that adds hands its gradient on unchanged; a gate that multiplies swaps its inputs.",
        catches=[Mistake("does not swap the inputs of the product", "dq, dz = z, q", "dq, dz = q, z"),
                 Mistake("does not send the gradient on through the sum",
                         "1.0 * dq, 1.0 * dq, dz", "1.0 + 0 * dq, 1.0 + 0 * dq, dz"),
                 Mistake("shares the gradient between the inputs of the sum", "1.0 * dq, 1.0 * dq", "dq / 2, dq / 2"),
                 Mistake("multiplies by the inputs of the sum", "1.0 * dq, 1.0 * dq", "x * dq, y * dq"),
                 Mistake("takes the sign of y for a minus", "1.0 * dq, 1.0 * dq", "1.0 * dq, -1.0 * dq"),
                 Mistake("forgets y in the derivative for z", "dq, dz = z, q", "dq, dz = z, x")]),
    "arrays": agrees("works on arrays, element by element", on=arrays((6,), (3, 4), (4, 4), (2, 1, 3)), points=1,
        hint="Each element is a circuit of its own: nothing is summed.",
        catches=[Mistake("sums over all circuits", "return 1.0 * dq, 1.0 * dq, dz",
                         "return np.sum(dq), np.sum(dq), np.sum(dz)")]),
    "pure": keeps_inputs(on=arrays((6,), (3, 4)), points=1,
        hint="`x += y` changes the caller's array.",
        catches=[Mistake("adds y to x in place", "q = x + y", "q = x; q += y")]),
})
