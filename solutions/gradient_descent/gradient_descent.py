"""gradient_descent: downhill, step by step (Cauchy 1847)."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many, several


def gradient_descent(gradient, x, lr, steps):
    """Return all positions of gradient descent from ``x``, as an array ``(steps + 1, *x.shape)``.

    The first position is ``x`` itself; each of the ``steps`` that follow is ``x - lr * gradient(x)``, with the
    position before it for ``x``. ``gradient`` takes an array like ``x`` and returns the gradient, of the same shape.
    ``x`` is a float array with at least one axis, ``lr`` a number; ``steps`` may be 0.

    >>> print(gradient_descent(lambda x: 2 * x, np.array([1.0, -4.0]), 0.25, 3))
    [[ 1.    -4.   ]
     [ 0.5   -2.   ]
     [ 0.25  -1.   ]
     [ 0.125 -0.5  ]]
    """
    positions = [x]
    for _ in range(steps):
        x = x - lr * gradient(x)
        positions.append(x)
    return np.array(positions)


def reference(gradient, x, lr, steps):
    """torch.optim.SGD."""
    import torch

    x = x.clone().requires_grad_()
    optimizer = torch.optim.SGD([x], lr=lr)
    positions = [x.detach().clone()]
    for _ in range(steps):
        x.grad = gradient(x.detach())
        optimizer.step()
        positions.append(x.detach().clone())
    return torch.stack(positions)


def into_a_table(gradient, x, lr, steps):
    """Another right solution: an array that is filled row by row."""
    positions = np.empty((steps + 1, *x.shape))
    positions[0] = x
    for k in range(1, steps + 1):
        positions[k] = positions[k - 1] - np.multiply(gradient(positions[k - 1]), lr)
    return positions


def on_a_copy(gradient, x, lr, steps):
    """Another right solution: one array that moves, and is copied at each step."""
    x = np.array(x)
    positions = [x.copy()]
    while len(positions) <= steps:
        x -= lr * gradient(x)
        positions.append(x.copy())
    return np.stack(positions)


def one_array(gradient, x, lr, steps):
    """A mistake: a list with the same array many times."""
    x = x.copy()
    positions = [x]
    for _ in range(steps):
        x -= lr * gradient(x)
        positions.append(x)
    return np.array(positions)


def in_place(gradient, x, lr, steps):
    """A mistake: right positions, but the caller's x is at the last."""
    positions = [x.copy()]
    for _ in range(steps):
        x -= lr * gradient(x)
        positions.append(x.copy())
    return np.array(positions)


def at_the_start(gradient, x, lr, steps):
    """A mistake: one gradient for all steps."""
    positions, slope = [x], gradient(x)
    for _ in range(steps):
        x = x - lr * slope
        positions.append(x)
    return np.array(positions)


def normalised(gradient, x, lr, steps):
    """A mistake: steps of one length, whatever the slope."""
    positions = [x]
    for _ in range(steps):
        slope = gradient(x)
        x = x - lr * slope / (np.sqrt(np.sum(slope**2)) + 1e-12)
        positions.append(x)
    return np.array(positions)


def bowls(*shapes, steps):
    """Bowls that curve differently in each direction."""

    def cases(rng):
        for shape in shapes:
            values = {"curvature": rng.uniform(0.5, 5, size=shape), "centre": rng.normal(size=shape)}
            bowl = Function("bowl_gradient", values)
            x, lr = rng.normal(scale=3, size=shape), float(rng.uniform(0.05, 0.2))
            yield Case(f"bowl {shape}, {many(steps, 'step')}", dict(gradient=bowl, x=x, lr=lr, steps=steps))

    return cases


def landscapes(rng):
    """A narrow valley, and a saddle that is left by the side that falls."""
    valley = Function("rosenbrock_gradient", {"steepness": float(rng.uniform(5, 10))})
    yield Case("valley", dict(gradient=valley, x=rng.uniform(-1, 1, size=2), lr=0.005, steps=40))
    saddle = Function("saddle_gradient", {"curvature": float(rng.uniform(0.5, 1.5))})
    yield Case("saddle", dict(gradient=saddle, x=rng.normal(size=2), lr=0.1, steps=15))


EXERCISE = Exercise(gradient_descent, reference, accepts=[into_a_table, on_a_copy], checks={
    "step": agrees("takes one step downhill", on=bowls((2,), (5,), (1,), steps=1), points=2,
        hint="The gradient points uphill, and its length says how steep it is.",
        catches=[Mistake("climbs instead of descending", "x - lr", "x + lr"),
                 Mistake("forgets the learning rate", "lr * gradient(x)", "gradient(x)"),
                 Mistake("takes steps of one length, however steep it is", function=normalised),
                 Mistake("uses only the gradient's sign", "gradient(x)", "np.sign(gradient(x))"),
                 Mistake("moves to the gradient instead of along it", "x = x - lr * gradient(x)",
                         "x = -lr * gradient(x)")]),
    "path": agrees("returns every position on the way", points=3,
        on=several(bowls((2,), (3,), (2, 3), (4, 4), steps=10), landscapes),
        hint=("Where is the gradient of the second step taken?",
              "At the position after the first step. A list needs a new array, or a copy, for each position."),
        catches=[Mistake("keeps one array that moves, so that all positions are the last", function=one_array),
                 Mistake("takes the gradient at the start for every step", function=at_the_start),
                 Mistake("returns the last position only", "np.array(positions)", "x"),
                 Mistake("leaves out the start", "np.array(positions)", "np.array(positions[1:])"),
                 Mistake("takes one step too few", "range(steps)", "range(steps - 1)",
                         hint="After `steps` steps there are steps + 1 positions: the start is one of them."),
                 Mistake("takes one step too many", "range(steps)", "range(steps + 1)"),
                 Mistake("stores each position before the step, so that the start comes twice and the end never",
                         "x = x - lr * gradient(x)\n        positions.append(x)",
                         "positions.append(x)\n        x = x - lr * gradient(x)")]),
    "pure": keeps_inputs(on=bowls((3,), (2, 2), steps=4), points=1,
        hint="`x -= ...` changes the caller's array.",
        catches=[Mistake("moves the caller's array", function=in_place)]),
})
