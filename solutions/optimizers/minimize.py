"""minimize: the loop around any optimizer."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many, several


def minimize(step, gradient, w, steps):
    """Return all positions of an optimizer on its way from ``w``, as an array ``(steps + 1, *w.shape)``.

    ``gradient`` takes an array like ``w`` and returns the gradient there, of the same shape. ``step`` is one update
    of an optimizer: ``step(w, dw, state)`` returns ``(w, state)``, the new weights and the new state. What the state
    is, is the optimizer's own business: it is ``None`` before the first update, and then, as it is, what the last
    update returned. Neither of the two changes the arrays that it is given.

    The first position is ``w`` itself; each of the ``steps`` positions that follow is one update further, with the
    gradient at the position that it starts from. ``w`` is a float array with at least one axis; ``steps`` may be 0.
    There are always ``steps`` updates, even if a gradient is 0.

    >>> def step(w, dw, state):
    ...     count = 1 if state is None else state + 1
    ...     return w - dw / count, count
    >>> print(minimize(step, lambda w: 0.5 * w, np.array([16.0, -8.0]), 3))
    [[16.  -8. ]
     [ 8.  -4. ]
     [ 6.  -3. ]
     [ 5.  -2.5]]
    """
    positions, state = [w], None
    for _ in range(steps):
        w, state = step(w, gradient(w), state)
        positions.append(w)
    return np.array(positions)


def reference(step, gradient, w, steps):
    import torch

    positions, state = [w], None
    while len(positions) <= steps:
        w, state = step(w, gradient(w), state)
        positions.append(w)
    return torch.stack(positions)


def into_a_table(step, gradient, w, steps):
    """Another right solution: an array that is filled row by row."""
    positions = np.empty((steps + 1, *np.shape(w)))
    positions[0] = w
    state = None
    for k in range(1, steps + 1):
        positions[k], state = step(positions[k - 1], gradient(positions[k - 1]), state)
    return positions


def on_a_copy(step, gradient, w, steps):
    """Another right solution: one array that moves, and is copied at each step."""
    w, state = w.copy(), None
    positions = [w.copy()]
    while len(positions) <= steps:
        w[...], state = step(w, gradient(w), state)
        positions.append(w.copy())
    return np.stack(positions)


def one_array(step, gradient, w, steps):
    """A mistake: a list with the same array many times."""
    w, state = w.copy(), None
    positions = [w]
    for _ in range(steps):
        w[...], state = step(w, gradient(w), state)
        positions.append(w)
    return np.array(positions)


def in_place(step, gradient, w, steps):
    """A mistake: right positions, but the caller's w is at the last."""
    positions, state = [w.copy()], None
    for _ in range(steps):
        w[...], state = step(w, gradient(w), state)
        positions.append(w.copy())
    return np.array(positions)


def at_the_start(step, gradient, w, steps):
    """A mistake: one gradient for all steps."""
    positions, state, dw = [w], None, gradient(w)
    for _ in range(steps):
        w, state = step(w, dw, state)
        positions.append(w)
    return np.array(positions)


def one_late(step, gradient, w, steps):
    """A mistake: the gradient is that of the position before."""
    positions, state, dw = [w], None, gradient(w)
    for _ in range(steps):
        (w, state), dw = step(w, dw, state), gradient(w)
        positions.append(w)
    return np.array(positions)


def until_flat(step, gradient, w, steps):
    """A mistake: stops where the slope is 0, although the state still moves the weights."""
    positions, state = [w], None
    for _ in range(steps):
        dw = gradient(w)
        if not np.any(dw):
            break
        w, state = step(w, dw, state)
        positions.append(w)
    return np.array(positions)


def waits_where_flat(step, gradient, w, steps):
    """A mistake: makes no update where the slope is 0."""
    positions, state = [w], None
    for _ in range(steps):
        dw = gradient(w)
        if np.any(dw):
            w, state = step(w, dw, state)
        positions.append(w)
    return np.array(positions)


def one_short(step, gradient, w, steps):
    """A mistake: the loop starts at 1, and ends before the last position, which stays 0."""
    positions, state = np.zeros((steps + 1, *w.shape)), None
    positions[0] = w
    for k in range(1, steps):
        positions[k], state = step(positions[k - 1], gradient(positions[k - 1]), state)
    return positions


def of_vectors(step, gradient, w, steps):
    """A mistake: a table of rows, which holds vectors only."""
    positions, state = np.zeros((steps + 1, w.size)), None
    positions[0] = w.ravel()
    for k in range(steps):
        w, state = step(w, gradient(w), state)
        positions[k + 1] = w.ravel()
    return positions


def momentum(lr, beta):
    """An optimizer's step, of which the state matters the more the larger beta is."""
    return Function("momentum", {"lr": float(lr), "beta": float(beta)})


def adam_runs(rng):
    """Bowls for Adam, whose state is a tuple and no number."""
    for shape in ((3,), (2, 2)):
        step = Function("adam", {"lr": 0.1, "beta1": 0.9, "beta2": float(rng.uniform(0.9, 0.999)), "eps": 1e-8})
        values = {"curvature": rng.uniform(0.5, 4, size=shape), "centre": rng.normal(size=shape)}
        bowl = Function("bowl_gradient", values)
        yield Case(f"Adam, {shape}", dict(step=step, gradient=bowl, w=rng.normal(scale=3, size=shape), steps=40))


def bowls(*shapes, steps, low=0.5):
    """Bowls that curve differently in each direction, and an optimizer with a memory."""

    def cases(rng):
        for shape in shapes:
            values = {"curvature": rng.uniform(low, 4, size=shape), "centre": rng.normal(size=shape)}
            step, bowl = momentum(rng.uniform(0.1, 0.4), rng.uniform(0.5, 0.9)), Function("bowl_gradient", values)
            inputs = dict(step=step, gradient=bowl, w=rng.normal(scale=3, size=shape), steps=steps)
            yield Case(f"bowl {shape}, {many(steps, 'step')}", inputs)

    return cases


def landscapes(rng):
    """A bowl, Rosenbrock's valley and a saddle, for a hundred steps and more."""
    yield from bowls((4,), steps=150)(rng)
    valley = Function("rosenbrock_gradient", {"steepness": float(rng.uniform(5, 10))})
    yield Case("valley", dict(step=momentum(0.01, 0.9), gradient=valley, w=rng.uniform(-1, 1, size=2), steps=250))
    saddle = Function("saddle_gradient", {"curvature": float(rng.uniform(0.2, 0.5))})
    yield Case("saddle", dict(step=momentum(0.1, rng.uniform(0.7, 0.95)), gradient=saddle,
                              w=np.array([rng.normal(), 1e-3 * rng.normal()]), steps=120))


def flat(rng):
    """A bowl of which one update just finds the bottom, where only the memory moves on; and a start at the bottom."""
    start, centre = rng.integers(1, 9, size=3) * 2.0, -1.0 * rng.integers(0, 4, size=3)
    bowl = Function("bowl_gradient", {"curvature": np.ones(3), "centre": centre})
    yield Case("through the bottom", dict(step=momentum(2, 0.5), gradient=bowl, w=start, steps=9))
    there = rng.normal(size=4)
    bowl = Function("bowl_gradient", {"curvature": rng.uniform(1, 2, size=4), "centre": there})
    yield Case("at the bottom", dict(step=momentum(0.1, 0.9), gradient=bowl, w=there.copy(), steps=5))


EXERCISE = Exercise(minimize, reference, accepts=[into_a_table, on_a_copy], checks={
    "update": agrees("makes one update", on=bowls((2,), (5,), (1,), steps=1), points=1,
        hint="The optimizer needs to know where it is, and the slope there.",
        catches=[Mistake("leaves out the start", "np.array(positions)", "np.array(positions[1:])",
                         hint="After `steps` updates there are steps + 1 positions: the start is one of them."),
                 Mistake("returns the last position only", "np.array(positions)", "np.array(w)",
                         hint="All positions are asked, the start first."),
                 Mistake("makes one update too many", "range(steps)", "range(steps + 1)",
                         hint="After `steps` updates there are steps + 1 positions: the start is one of them."),
                 Mistake("makes one update too few", "range(steps)", "range(steps - 1)",
                         hint="After `steps` updates there are steps + 1 positions: the start is one of them."),
                 Mistake("leaves the last position at 0", function=one_short,
                         hint="After `steps` updates there are steps + 1 positions: the start is one of them."),
                 Mistake("stores each position before the update, so that the start comes twice and the end never",
                         "w, state = step(w, gradient(w), state)\n        positions.append(w)",
                         "positions.append(w)\n        w, state = step(w, gradient(w), state)",
                         hint="Store the start before the loop, and in the loop what each update has returned."),
                 Mistake("hands the optimizer the position where the gradient is asked",
                         "gradient(w)", "w"),
                 Mistake("hands the optimizer a gradient of the wrong sign", "gradient(w)", "-gradient(w)",
                         hint="The optimizer goes downhill by itself: hand it the gradient as it is.")]),
    "path": agrees("goes on from where the last update ended, with the state that it left", points=4,
        on=several(bowls((2,), (3,), steps=10), landscapes, adam_runs),
        hint=("Two things come out of an update. Where do they go?",
              "Both go into the next update. A list needs a new array, or a copy, for each position."),
        catches=[Mistake("starts from a state of 0 instead of None", "[w], None", "[w], 0", raises="TypeError",
                         hint="None tells the optimizer that there was no update before."),
                 Mistake("forgets the state: every update is a first one", "gradient(w), state)", "gradient(w), None)"),
                 Mistake("takes the gradient at the start for every update", function=at_the_start),
                 Mistake("takes the gradient of one position earlier", function=one_late),
                 Mistake("updates the start again and again", "positions.append(w)",
                         "positions.append(w); w = positions[0]"),
                 Mistake("keeps one array that moves, so that all positions are the last", function=one_array)]),
    "shapes": agrees("takes arrays of any shape, and no steps", points=1,
        on=several(bowls((2, 3), (4, 4), (1, 2, 3), steps=6), bowls((3,), steps=0)),
        hint="One more axis than w has, and one more position than there are steps.",
        catches=[Mistake("keeps positions as rows of numbers, which fits vectors only", function=of_vectors),
                 Mistake("makes one step where none is asked", "range(steps)", "range(max(steps, 1))")]),
    "flat": agrees("goes on where the slope is 0", on=flat, points=1,
        hint="With momentum a ball rolls through the bottom of a bowl.",
        catches=[Mistake("stops where the gradient is 0, and returns fewer positions", function=until_flat),
                 Mistake("waits where the gradient is 0, although the state would move on",
                         function=waits_where_flat)]),
    "pure": keeps_inputs(on=bowls((3,), (2, 2), steps=4), points=1,
        hint="`w[...] = ...` changes the caller's array.",
        catches=[Mistake("moves the caller's array", function=in_place)]),
})
