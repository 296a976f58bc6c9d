"""maximise_activation: what a unit would like to see most (Erhan et al. 2009)."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many, several


def maximise_activation(gradient, x, lr, steps, radius):
    """Return the input after ``steps`` steps of gradient ascent that starts at ``x`` and stays in a ball.

    ``gradient`` is a function: the slope of a unit's activation at an input, an array of the same shape. Each step
    adds ``lr * gradient(x)``. If the sum then lies outside the ball around 0, if the root of the sum of all its
    squares is above ``radius``, it is scaled down to the length ``radius``; if it lies inside, it stays as it is.
    Without such a bound the best input of a linear unit is infinite. ``x`` is a float array of any shape; it may lie
    outside the ball itself, and with ``steps = 0`` it is returned as it is.

    >>> maximise_activation(lambda x: np.array([3.0, 4.0]), np.zeros(2), 1.0, 1, 1.0)
    array([0.6, 0.8])
    """
    for _ in range(steps):
        x = x + lr * gradient(x)
        x = x / max(1, np.linalg.norm(x) / radius)
    return x


def reference(gradient, x, lr, steps, radius):
    """torch.renorm scales down what is longer, and nothing else."""
    import torch

    for _ in range(steps):
        moved = x + lr * gradient(x)
        length = torch.linalg.vector_norm(moved)
        x = moved * (radius / length) if length > radius else moved
    return x


def with_a_branch(gradient, x, lr, steps, radius):
    """Another right solution: a branch."""
    x = np.array(x, dtype=float)
    for _ in range(steps):
        x += lr * gradient(x)
        length = np.sqrt((x**2).sum())
        if length > radius:
            x *= radius / length
    return x


def once_at_the_end(gradient, x, lr, steps, radius):
    """A mistake: the ball comes last."""
    for _ in range(steps):
        x = x + lr * gradient(x)
    return x / max(1, np.linalg.norm(x) / radius)


def hills(*shapes, radius, steps=5, lr=0.3):
    """Hills and valleys: the gradient of a bowl whose curvatures have any sign."""

    def cases(rng):
        for shape in shapes:
            signs = rng.choice([-1.0, 1.0], size=shape)
            slope = Function("bowl_gradient", {"curvature": signs * rng.uniform(0.3, 2, size=shape),
                                               "centre": 2 * rng.normal(size=shape)})
            inputs = dict(gradient=slope, x=rng.normal(size=shape), lr=lr * float(rng.uniform(0.5, 1)), steps=steps,
                          radius=radius * float(rng.uniform(0.8, 1.2)))
            yield Case(f"shape {shape}, {many(steps, 'step')}, radius about {radius:g}", inputs)

    return cases


EXERCISE = Exercise(maximise_activation, reference, accepts=[with_a_branch], checks={
    "ascent": agrees("climbs", on=hills((5,), (3, 4), (4, 4), radius=1e3), points=1,
        hint="Each step goes up the gradient, from where the one before has come to; then the length is looked at.",
        catches=[Mistake("descends", "x + lr * gradient(x)", "x - lr * gradient(x)"),
                 Mistake("takes one step only", "range(steps)", "range(1)"),
                 Mistake("takes one step too many", "range(steps)", "range(steps + 1)",
                         hint="There are `steps` steps; with 0 nothing changes."),
                 Mistake("always scales to the ball's surface, from inside, too",
                         "x / max(1, np.linalg.norm(x) / radius)", "x / (np.linalg.norm(x) / radius)",
                         hint="What lies inside the ball stays as it is.")]),
    "ball": agrees("stays in the ball", points=3,
        on=several(hills((5,), (3, 4), (2, 2, 2), radius=1.5), hills((4,), radius=2.5, steps=9),
                   hills((3,), radius=1.0, steps=1)),
        hint=("How long is an array of any shape?",
              "After each step: is the root of the sum of squares above the radius? Then scale it to that length."),
        catches=[Mistake("goes back into the ball after the last step only", function=once_at_the_end),
                 Mistake("does not go back into the ball", "x / max(1, np.linalg.norm(x) / radius)", "x"),
                 Mistake("clips each number by itself, which is a cube and no ball",
                         "x / max(1, np.linalg.norm(x) / radius)", "np.clip(x, -radius, radius)"),
                 Mistake("compares the sum of squares with the radius, without the root",
                         "np.linalg.norm(x) / radius", "np.sum(x**2) / radius"),
                 Mistake("scales down to length 1", "x = x / max(1, np.linalg.norm(x) / radius)",
                         "x = x / np.linalg.norm(x) if np.linalg.norm(x) > radius else x")]),
    "pure": keeps_inputs(on=hills((5,), radius=2.0), points=1,
        hint="`x += ...` changes the caller's array.",
        catches=[Mistake("moves the caller's x", "x + lr * gradient(x)", "x.__iadd__(lr * gradient(x))")]),
})
