"""gradient_check: a gradient that was derived against one that was measured."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def gradient_check(f, gradient, x, h):
    """Return the largest relative error of ``gradient`` at ``x``, against central differences of ``f``.

    ``f`` takes an array like ``x`` and returns one number; ``gradient`` takes an array like ``x`` and returns what is
    said to be the gradient of ``f`` there, in the shape of ``x``. With ``a`` an element of it and ``n`` the central
    difference ``(f(x + h * e) - f(x - h * e)) / (2 * h)``, where ``e`` is 1 at that element and 0 elsewhere, the
    relative error of the element is ``abs(a - n) / max(abs(a), abs(n))``. Where ``a`` and ``n`` are both exactly 0
    it is 0. Nothing is added to the divisor, however small it is. The result is one number, the largest over all
    elements. ``x`` is a float array with at least one element and one axis; ``h`` is positive. ``f`` and ``gradient``
    change nothing, but ``gradient`` may return its argument itself. All slopes are finite.

    (The notes of CS231n define it so. The code of that course's assignments divides by ``abs(a) + abs(n)``, at
    least 1e-8, and other courses divide two norms: their numbers are smaller.)

    >>> print(gradient_check(lambda x: np.sum(x**2), lambda x: 2 * x, np.array([1.0, 0.0]), 0.5))
    0.0
    >>> print(gradient_check(lambda x: np.sum(x**3), lambda x: 3 * x**2, np.array([1.0, 0.5]), 0.5))
    0.25
    >>> print(gradient_check(lambda x: np.sum(x**2), lambda x: x + 1, np.array([1.0, -4.0]), 0.5))
    0.625
    """
    a, n = gradient(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        n[i] = (f(x + step) - f(x - step)) / (2 * h)
    apart, larger = np.abs(a - n), np.maximum(np.abs(a), np.abs(n))
    return np.max(apart / np.where(larger > 0, larger, 1))


def reference(f, gradient, x, h):
    import torch

    steps = h * torch.eye(x.numel(), dtype=torch.float64).reshape(-1, *x.shape)
    n = torch.stack([(f(x + step) - f(x - step)) / (2 * h) for step in steps])
    a = gradient(x).flatten()
    errors = (a - n).abs() / torch.maximum(a.abs(), n.abs())
    return torch.where((a == 0) & (n == 0), 0.0, errors).max()


def element_by_element(f, gradient, x, h):
    """Another right solution: moves one element of a copy, and keeps the worst error so far."""
    x, worst = x.copy(), 0.0
    slopes = gradient(x.copy())
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        n = (above - f(x)) / (2 * h)
        x[i] = kept
        if slopes[i] != n:
            worst = max(worst, abs(slopes[i] - n) / max(abs(slopes[i]), abs(n)))
    return float(worst)


def of_nonzero_slopes(f, gradient, x, h):
    """Another right solution: leaves out the elements where both are 0."""
    units = np.eye(x.size).reshape(-1, *x.shape)
    n = np.array([0.5 * (f(x + h * e) - f(x - h * e)) / h for e in units])
    a = gradient(x).reshape(-1)
    some = (a != 0) | (n != 0)
    return max(np.abs(a - n)[some] / np.abs([a, n]).max(axis=0)[some], default=0.0)


def not_put_back(f, gradient, x, h):
    """A mistake: elements that have had their turn stay moved."""
    a, n, x = gradient(x), np.zeros(x.shape), x.copy()
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        n[i] = (above - f(x)) / (2 * h)
    apart, larger = np.abs(a - n), np.maximum(np.abs(a), np.abs(n))
    return np.max(apart / np.where(larger > 0, larger, 1))


def in_the_callers_array(f, gradient, x, h):
    """A mistake: moves the caller's own elements, and leaves the last one moved."""
    a, n = gradient(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        n[i] = (above - f(x)) / (2 * h)
        x[i] = kept
    x[i] = kept - h
    apart, larger = np.abs(a - n), np.maximum(np.abs(a), np.abs(n))
    return np.max(apart / np.where(larger > 0, larger, 1))


def away_from_0(rng, shape, low=0.5, high=2.0):
    """Random numbers of both signs, none of them near 0."""
    return rng.uniform(low, high, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def right(rng):
    """Right gradients, seen through differences so coarse that they are off by a known amount."""
    for shape, h in (((1,), 0.5), ((4,), 0.1), ((7,), 0.3), ((3,), 0.05)):
        scale = {"scale": away_from_0(rng, shape)}
        pair = dict(f=Function("cubic", scale), gradient=Function("cubic_gradient", scale))
        yield Case(f"cubic {shape}, h={h}", dict(**pair, x=away_from_0(rng, shape), h=h))
    valley = {"steepness": float(rng.uniform(5, 20))}
    pair = dict(f=Function("rosenbrock", valley), gradient=Function("rosenbrock_gradient", valley))
    yield Case("valley, h=0.1", dict(**pair, x=rng.uniform(0.5, 0.9, size=2), h=0.1))


def wrong(*shapes, h=1e-5):
    """Gradients with one wrong element: too large, too small, of the wrong sign, or 0."""

    def cases(rng):
        for shape in shapes:
            for kind, factor in (("too large", 1.6), ("too small", 0.3), ("negative", -0.4), ("0", 0.0)):
                scale, x = away_from_0(rng, shape), away_from_0(rng, shape)
                other = scale.copy()
                other[tuple(rng.integers(n) for n in shape)] *= factor * rng.uniform(0.9, 1.1)
                f, gradient = Function("cubic", {"scale": scale}), Function("cubic_gradient", {"scale": other})
                yield Case(f"cubic {shape}, one slope {kind}", dict(f=f, gradient=gradient, x=x, h=h))

    return cases


def of_another_function(rng):
    """A bowl's gradient for a cubic, another saddle's for a saddle, and a slope that does not exist."""
    bowl = {"curvature": rng.uniform(1, 2, size=5), "centre": rng.normal(size=5)}
    cubic = Function("cubic", {"scale": rng.uniform(1, 2, size=5)})
    yield Case("a bowl's for a cubic", dict(f=cubic, gradient=Function("bowl_gradient", bowl),
                                            x=rng.uniform(3, 5, size=5), h=1e-4))
    saddle, steeper = ({"curvature": curvature * float(rng.uniform(0.9, 1.1))} for curvature in (1.0, 1.5))
    yield Case("another saddle's", dict(f=Function("saddle", saddle), gradient=Function("saddle_gradient", steeper),
                                        x=away_from_0(rng, 2), h=1e-4))
    flat = {"curvature": bowl["curvature"] * (np.arange(5) != rng.integers(5)), "centre": bowl["centre"]}
    x = bowl["centre"] + away_from_0(rng, 5)
    yield Case("a slope where f is flat", dict(f=Function("bowl", flat), gradient=Function("bowl_gradient", bowl),
                                               x=x, h=1e-4))


def flat(rng):
    """Functions that do not depend on some of their arguments, or on any: slopes of exactly 0."""
    for shape, h in (((4,), 0.1), ((2, 3), 0.2)):
        scale = away_from_0(rng, shape)
        scale[rng.integers(2)] = 0.0
        pair = dict(f=Function("cubic", {"scale": scale}), gradient=Function("cubic_gradient", {"scale": scale}))
        yield Case(f"flat in some directions {shape}", dict(**pair, x=away_from_0(rng, shape), h=h))
    constant = {"scale": np.zeros(3)}
    pair = dict(f=Function("cubic", constant), gradient=Function("cubic_gradient", constant))
    yield Case("constant", dict(**pair, x=rng.normal(size=3), h=1e-4))


def tiny(rng):
    """Small slopes, that are wrong by half."""
    for size in (1e-6, 1e-9, 1e-12):
        scale = size * away_from_0(rng, 4)
        pair = dict(f=Function("cubic", {"scale": scale}),
                    gradient=Function("cubic_gradient", {"scale": scale * rng.uniform(0.3, 0.8, size=4)}))
        yield Case(f"slopes of {size:g}", dict(**pair, x=away_from_0(rng, 4), h=1e-4))


EXERCISE = Exercise(gradient_check, reference, accepts=[element_by_element, of_nonzero_slopes], harmless=[
    Harmless("what stands there divides 0", ("larger, 1)", "larger, 2)"))], checks={
    "differences": agrees("measures slopes by central differences", on=right, points=2,
        hint="One element moves at a time, by h to either side, and goes back.",
        catches=[Mistake("steps to one side only", "(f(x + step) - f(x - step)) / (2 * h)", "(f(x + step) - f(x)) / h"),
                 Mistake("divides by h, although the two points are 2 * h apart", "(2 * h)", "h"),
                 Mistake("does not put an element back before it moves the next", function=not_put_back),
                 Mistake("moves all elements at once", "step[i] = h", "step[...] = h"),
                 Mistake("always steps by 1e-5, whatever h is", "a, n = gradient(x)", "h = 1e-5; a, n = gradient(x)")]),
    "relative": agrees("divides by the larger of the two slopes", on=several(wrong((1,), (5,)), of_another_function),
        points=3,
        hint=("An error of 0.01 is small beside a slope of 100, and large beside one of 0.01.",
              "Which of the two slopes is the larger one may differ from element to element, and so may signs."),
        catches=[Mistake("returns the error itself, not relative to the slopes",
                         "apart / np.where(larger > 0, larger, 1)", "apart"),
                 Mistake("divides by the sum of the two slopes, as other definitions do",
                         "np.maximum(np.abs(a), np.abs(n))", "np.abs(a) + np.abs(n)"),
                 Mistake("divides by the smaller of the two", "np.maximum(np.abs(a)", "np.minimum(np.abs(a)"),
                 Mistake("divides by the measured slope always", "np.maximum(np.abs(a), np.abs(n))", "np.abs(n)"),
                 Mistake("divides by the slope that it checks always", "np.maximum(np.abs(a), np.abs(n))", "np.abs(a)"),
                 Mistake("compares the slopes' sizes without their signs", "np.abs(a - n)",
                         "np.abs(np.abs(a) - np.abs(n))"),
                 Mistake("divides by the larger slope with its sign", "np.maximum(np.abs(a), np.abs(n))",
                         "np.maximum(a, n)"),
                 Mistake("does not take the difference's absolute value", "np.abs(a - n)", "a - n")]),
    "worst": agrees("finds one wrong element among many", on=wrong((8,), (3, 4), (4, 4), (2, 2, 3), h=0.2), points=2,
        hint="A single wrong weight in a thousand is a bug. np.ndindex goes through arrays of any shape.",
        catches=[Mistake("averages over the elements", "np.max(apart", "np.mean(apart"),
                 Mistake("adds up over the elements", "np.max(apart", "np.sum(apart"),
                 Mistake("divides two norms, in which one wrong element hardly counts",
                         "np.max(apart / np.where(larger > 0, larger, 1))",
                         "np.sqrt(np.sum((a - n) ** 2)) / (np.sqrt(np.sum(a**2)) + np.sqrt(np.sum(n**2)))"),
                 Mistake("divides the largest error by the largest slope",
                         "np.max(apart / np.where(larger > 0, larger, 1))", "np.max(apart) / np.max(larger)"),
                 Mistake("returns the error of each element", "np.max(apart / np.where(larger > 0, larger, 1))",
                         "apart / np.where(larger > 0, larger, 1)"),
                 Mistake("checks the last element only",
                         "np.max(apart / np.where(larger > 0, larger, 1))",
                         "(apart / np.where(larger > 0, larger, 1)).flat[-1]")]),
    "zeros": agrees("passes slopes that are both exactly 0", on=flat, points=1,
        hint="0 / 0 is NaN, and so is the maximum of anything with NaN.",
        catches=[Mistake("divides 0 by 0", "np.where(larger > 0, larger, 1)", "larger"),
                 Mistake("counts slopes that are both 0 as wrong",
                         "np.max(apart /", "np.max((larger == 0) + apart /")]),
    "tiny": agrees("sees errors of small slopes too", on=tiny, points=1,
        hint="A number that is added to the divisor, or a floor below it, is larger than some slopes.",
        catches=[Mistake("adds 1e-8 to the divisor, so that errors of small slopes disappear",
                         "np.where(larger > 0, larger, 1)", "(larger + 1e-8)"),
                 Mistake("divides by 1e-8 at least, so that errors of small slopes disappear",
                         "np.where(larger > 0, larger, 1)", "np.maximum(larger, 1e-8)"),
                 Mistake("takes slopes below 1e-7 for 0", "np.where(larger > 0, larger, 1)",
                         "np.where(larger > 1e-7, larger, 1)")]),
    "pure": keeps_inputs(on=right, points=1,
        hint="Move elements of a copy, or put each back to the very number it was.",
        catches=[Mistake("leaves an element of the caller's array moved", function=in_the_callers_array)]),
})
