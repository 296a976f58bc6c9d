"""numerical_gradient: a gradient without calculus, to check those with it."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, agrees, keeps_inputs


def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of ``f`` at ``x`` by central differences, element by element.

    ``f`` takes an array like ``x``, leaves it as it is, and returns one number. The gradient has the shape of
    ``x``; its element ``i`` is ``(f(x + h * e) - f(x - h * e)) / (2 * h)``, where ``e`` is 1 at element ``i`` and 0
    elsewhere.

    ``x`` is an array of any shape with at least one axis. It may hold float32 or whole numbers: compute in
    float64 all the same, give ``f`` float64 arrays, and return a float64 array.

    >>> print(numerical_gradient(lambda x: np.sum(x**2), np.array([3.0, -4.0])).round(6))
    [ 6. -8.]
    >>> print(numerical_gradient(lambda x: np.sum(x**3), np.array([2]), h=0.5))
    [12.25]
    """
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)  # float64, and so are x + step and x - step
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def reference(f, x, h=1e-5):
    import torch

    x = x.double()
    steps = h * torch.eye(x.numel(), dtype=torch.float64).reshape(-1, *x.shape)
    return torch.stack([(f(x + step) - f(x - step)) / (2 * h) for step in steps]).reshape(x.shape)


def on_a_copy(f, x, h=1e-5):
    """Another right solution: changes one element of a copy, and puts it back."""
    x = x.astype(np.float64)
    gradient = np.empty_like(x)
    flat, slopes = x.reshape(-1), gradient.reshape(-1)
    for i in range(flat.size):
        kept = flat[i]
        flat[i] = kept + h
        above = f(x)
        flat[i] = kept - h
        slopes[i] = (above - f(x)) / (2 * h)
        flat[i] = kept
    return gradient


def with_unit_vectors(f, x, h=1e-5):
    """Another right solution: rows of the unit matrix."""
    units = np.eye(np.size(x)).reshape(-1, *np.shape(x))
    slopes = [0.5 * (f(x + h * e) - f(x - h * e)) / h for e in units]
    return np.array(slopes).reshape(np.shape(x))


def one_sided(f, x, h=1e-5):
    """A mistake: the forward difference."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x)) / h
    return gradient


def not_put_back(f, x, h=1e-5):
    """A mistake: elements that have had their turn stay moved."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient


def in_whole_steps(f, x, h=1e-5):
    """A mistake: the element that moves stands in an array of x's own dtype."""
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        gradient[i] = (f(above) - f(below)) / (2 * h)
    return gradient


def in_the_callers_array(f, x, h=1e-5):
    """A mistake: moves the caller's own elements, and leaves them moved."""
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        kept = float(x[i])
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        gradient[i] = (above - f(x)) / (2 * h)
        x[i] = kept
    x[i] += h
    return gradient


def row_by_row(f, x, h=1e-5):
    """A mistake: moves whole rows, which are elements for vectors only."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def flat(f, x, h=1e-5):
    """A mistake: the gradient is a vector whatever the shape of x."""
    x = np.array(x, dtype=float)
    gradient = []
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient.append((f(x + step) - f(x - step)) / (2 * h))
    return np.array(gradient)


def cubic(rng, shape):
    """A function with a central difference of its own at every h."""
    return Function("cubic", {"scale": rng.uniform(0.5, 2, size=shape) * rng.choice([-1.0, 1.0], size=shape)})


def vectors(rng):
    """Vectors, with a small h and with large ones, where forward and central differences part."""
    for size, options in ((3, {}), (5, {"h": 0.5}), (1, {"h": 0.1}), (8, {"h": 0.01})):
        yield Case(f"cubic, D={size}, {options}", dict(f=cubic(rng, size), x=rng.normal(size=size), **options))
    bowl = Function("bowl", {"curvature": rng.uniform(1, 9, size=4), "centre": rng.normal(size=4)})
    yield Case("bowl", dict(f=bowl, x=rng.normal(size=4), h=0.1))
    yield Case("cubic at 0, where only h counts", dict(f=cubic(rng, 3), x=np.zeros(3)))
    valley = Function("rosenbrock", {"steepness": float(rng.uniform(5, 20))})
    yield Case("valley", dict(f=valley, x=rng.normal(size=2), h=0.1))


def tables(rng):
    """Arrays of two and three axes."""
    for shape in ((2, 3), (4, 4), (1, 5), (2, 2, 3)):
        yield Case(f"shape {shape}", dict(f=cubic(rng, shape), x=rng.normal(size=shape)))


def whole_numbers(rng):
    """Points on a grid, in an array of ints."""
    for shape in ((4,), (2, 3)):
        yield Case(f"int, shape {shape}", dict(f=cubic(rng, shape), x=rng.integers(1, 6, size=shape)))


def single_precision(rng):
    """Points in float32, whose unit in the last place is not far below h."""
    x = rng.uniform(1, 6, size=5).astype(np.float32)
    yield Case("float32", dict(f=cubic(rng, 5), x=x))


EXERCISE = Exercise(numerical_gradient, reference, accepts=[on_a_copy, with_unit_vectors], checks={
    "central": agrees("takes central differences of a vector", on=vectors, points=3,
        hint=("How far apart are the two points at which f is compared?",
              "One step to each side of x: they are 2 * h apart. All other elements are as they were."),
        catches=[Mistake("steps to one side only", function=one_sided),
                 Mistake("takes a step of its own, whatever h is", "    gradient = np.zeros(x.shape)",
                         "    h = 1e-4; gradient = np.zeros(x.shape)"),
                 Mistake("divides by h, although the two points are 2 * h apart", "(2 * h)", "h"),
                 Mistake("takes the difference the wrong way round",
                         "f(x + step) - f(x - step)", "f(x - step) - f(x + step)"),
                 Mistake("does not put an element back before it moves the next", function=not_put_back),
                 Mistake("moves all elements at once", "step[i] = h", "step[...] = h"),
                 Mistake("always steps by 1e-5, whatever h is", "gradient = np.zeros(x.shape)",
                         "gradient = np.zeros(x.shape); h = 1e-5")]),
    "shape": agrees("takes arrays of any shape", on=tables, points=2,
        hint="np.ndindex(x.shape) goes through all elements of an array, whatever its number of axes.",
        catches=[Mistake("moves a whole row at once", function=row_by_row),
                 Mistake("returns a flat gradient", function=flat)]),
    "whole": agrees("takes whole numbers too", on=whole_numbers, points=1,
        hint="np.zeros_like(x) has the dtype of x: a slope of 0.5 is 0 in an array of ints.",
        catches=[Mistake("collects the gradient in an array of x's own dtype",
                         "gradient = np.zeros(x.shape)", "gradient = np.zeros_like(x)")]),
    "single": agrees("computes in float64 when x is float32", on=single_precision, points=1,
        hint="float32 has seven digits: how many are left of h once it is added to 5?",
        catches=[Mistake("moves elements in an array of x's own dtype, where a small step is lost",
                         function=in_whole_steps)]),
    "pure": keeps_inputs(on=vectors, points=1,
        hint="Move elements of a copy, or put each back to the very number it was.",
        catches=[Mistake("leaves an element of the caller's array moved", function=in_the_callers_array)]),
})
