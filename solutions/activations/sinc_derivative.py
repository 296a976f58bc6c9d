"""sinc_derivative: a slope that has to be computed in two ways."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, near_zero, scattered, several, single


def sinc_derivative(z):
    """Return the derivative of ``sinc(z) = sin(z) / z`` (1 at 0) with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    On paper it is ``(z * cos(z) - sin(z)) / z**2``, and 0 at 0. In float64 every element close to 0, where it is
    nearly ``-z / 3``, is exact to at least eight digits of its own. The series there is
    ``-z / 3 + z**3 / 30 - z**5 / 840 + ...``.

    >>> print(sinc_derivative(np.array([-2.0, 0.0, 1.0])).round(4))
    [ 0.4354  0.     -0.3012]
    >>> print(f"{sinc_derivative(3e-7):.6e}")
    -1.000000e-07
    """
    z = np.asarray(z, dtype=float)
    small = np.abs(z) < 0.01
    there = np.where(small, 1.0, z)
    direct = (there * np.cos(there) - np.sin(there)) / there**2
    return np.where(small, -z / 3 + z**3 / 30, direct)


def reference(z):
    """torch autograd; close to 0, where torch's backward cancels, autograd of the power series of sinc."""
    import math

    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    small = z.abs() < 0.5
    there, near = torch.where(small, 1.0, z), torch.where(small, z, 0.0)
    series = sum((-1) ** k * near ** (2 * k) / math.factorial(2 * k + 1) for k in range(1, 9))
    return torch.autograd.grad(torch.where(small, 1 + series, torch.sin(there) / there).sum(), z)[0]


def with_more_terms(z):
    """Another right solution: a longer series, further from 0."""
    z = np.array(z, dtype=float)
    slope = np.asarray(-z / 3 + z**3 / 30 - z**5 / 840)
    far = np.abs(z) > 0.1
    slope[far] = np.cos(z[far]) / z[far] - np.sin(z[far]) / z[far] ** 2
    return slope


def all_but_zero(z):
    """A mistake: a special case for 0 alone."""
    there = np.where(np.equal(z, 0), 1.0, z)
    return np.where(np.equal(z, 0), 0.0, (there * np.cos(there) - np.sin(there)) / there**2)


def one_at_zero(z):
    """A mistake: the value of sinc at 0, not its slope."""
    there = np.where(np.equal(z, 0), 1.0, z)
    return np.where(np.equal(z, 0), 1.0, (there * np.cos(there) - np.sin(there)) / there**2)


def as_printed(z):
    """A mistake: nothing is done about 0."""
    return (z * np.cos(z) - np.sin(z)) / np.square(z)


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    return -z / 3 + z**3 / 30 if abs(z) < 0.01 else (z * np.cos(z) - np.sin(z)) / z**2


def on_the_way(rng):
    """Sizes of z at which one of the two ways takes over from the other."""
    z = rng.uniform([0.001, 0.008, 0.01, 0.03, 0.08, 0.1, 0.3], [0.008, 0.01, 0.03, 0.08, 0.1, 0.3, 0.6])
    yield Case("on the way", dict(z=z * rng.choice([-1, 1], size=7)))


EXERCISE = Exercise(sinc_derivative, reference, accepts=[with_more_terms], harmless=[
    Harmless("np.where makes whole numbers floating, and float32 may stay what it is",
             ("z = np.asarray(z, dtype=float)", "pass"), ("np.asarray(z, dtype=float)", "np.asarray(z)")),
    Harmless("between these sizes of z both ways have eight digits",
             ("np.abs(z) < 0.01", "np.abs(z) <= 0.01"), ("np.abs(z) < 0.01", "np.abs(z) < 0.02")),
    Harmless("where z is small the fraction is not taken", ("small, 1.0", "small, 2.0"))], checks={
    "values": agrees("follows the quotient rule", points=2,
        on=several(exactly("worked", -2.0, 1.0), scattered(), scattered(1e3), single()),
        hint="Above the fraction: the slope of sin(z) times z, less sin(z) times the slope of z.",
        catches=[Mistake("forgets to square the denominator", "there**2", "there"),
                 Mistake("has the sign wrong: sin(z) - z * cos(z)", "direct = (", "direct = -("),
                 Mistake("adds where the quotient rule subtracts", "np.cos(there) - np", "np.cos(there) + np"),
                 Mistake("divides the slope of sin(z) by the slope of z",
                         "(there * np.cos(there) - np.sin(there)) / there**2", "np.cos(there)"),
                 Mistake("differentiates the function with a pi, np.sinc",
                         "(there * np.cos(there) - np.sin(there)) / there**2",
                         "(np.pi * there * np.cos(np.pi * there) - np.sin(np.pi * there)) / (np.pi * there**2)")]),
    "zero": agrees("gives 0 at 0", on=several(exactly("at 0", -1.5, 0.0, 1.5), exactly("only 0", 0.0, -0.0)), points=1,
        hint="0 / 0 is no number. What is the slope at the top of the wave?",
        catches=[Mistake("divides 0 by 0", function=as_printed),
                 Mistake("gives 1 at 0, the value of sinc and not its slope", function=one_at_zero)]),
    "small": agrees("stays exact close to 0", points=3, elementwise=True,
        on=several(near_zero, on_the_way),
        hint=("z * cos(z) and sin(z) are nearly equal for small z, so their difference has few right digits.",
              "Use the series of the statement below some size of z. Which size gives both ways eight digits?"),
        catches=[Mistake("subtracts sin(z) from z * cos(z), which cancels close to 0", function=all_but_zero),
                 Mistake("uses only -z / 3 close to 0, which is too short a series", " + z**3 / 30", ""),
                 Mistake("uses two terms of the series up to 0.1, where they have six digits only",
                         "np.abs(z) < 0.01", "np.abs(z) < 0.1")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.where chooses for every element; Python's `if` decides once.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError"),
                 Mistake("flattens its input", "np.asarray(z, dtype=float)", "np.ravel(np.asarray(z, dtype=float))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`np.asarray` makes no copy of an array of floats.",
        catches=[Mistake("writes into the caller's array, of which np.asarray made no copy",
                         "    return np.where(small", "    z[~small] = 0; return np.where(small")]),
})
