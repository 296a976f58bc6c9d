"""sinc: a wave that fades."""

import numpy as np

from autograder.exercise import Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, near_zero, scattered, several, single


def sinc(z):
    """Return ``sin(z) / z``, and its limit 1 at 0, element by element.

    ``z`` is a number in radians, or an array of any shape, of floats or integers; the result is floating and has
    its shape. This is the unnormalised function: there is no pi in it.

    >>> print(sinc(np.array([-2.0, 0.0, 1.0, 1e4])).round(6))
    [ 4.54649e-01  1.00000e+00  8.41471e-01 -3.10000e-05]
    """
    there = np.where(np.equal(z, 0), 1.0, z)
    return np.where(np.equal(z, 0), 1.0, np.sin(there) / there)


def reference(z):
    """torch's sinc has a pi: it is sin(pi z) / (pi z)."""
    import torch

    return torch.sinc(torch.as_tensor(z, dtype=torch.float64) / torch.pi)


def by_numpy(z):
    """Another right solution: NumPy's sinc, whose argument is in units of pi."""
    return np.sinc(np.asarray(z) / np.pi)


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    return 1.0 if z == 0 else np.sin(z) / z


def in_place(z):
    """A mistake: the caller's zeros are gone."""
    z[np.abs(z) < 1.0] += 1e-9
    return np.sin(z) / z


EXERCISE = Exercise(sinc, reference, accepts=[by_numpy], harmless=[
    Harmless("at 0 the fraction is not taken", ("there = np.where(np.equal(z, 0)", "there = np.where(np.equal(z, 1)"),
             ("there = np.where(np.equal(z, 0), 1.0", "there = np.where(np.equal(z, 0), 2.0"))], checks={
    "values": agrees("gives sin(z) / z", points=1, on=several(exactly("worked", -2.0, 1.0, 1e4), scattered(), single()),
        hint="sinc(1) is about 0.84. The function is even.",
        catches=[Mistake("uses the normalised function, with a pi",
                         "np.where(np.equal(z, 0), 1.0, np.sin(there) / there)", "np.sinc(z)"),
                 Mistake("forgets to divide by z", "np.sin(there) / there", "np.sin(there)"),
                 Mistake("takes the cosine", "np.sin(", "np.cos("),
                 Mistake("divides by abs(z)", "/ there", "/ np.abs(there)")]),
    "zero": agrees("gives 1 at 0, and nearly 1 beside it", points=2, elementwise=True,
        on=several(exactly("at 0", 0.0, -0.0, 1.5), near_zero),
        hint=("0 / 0 is no number, and np.where computes both sides everywhere.",
              "Put another number in place of 0 before you divide."),
        catches=[Mistake("divides 0 by 0", "np.where(np.equal(z, 0), 1.0, np.sin(there) / there)", "np.sin(z) / z"),
                 Mistake("gives 0 at 0", "np.where(np.equal(z, 0), 1.0, np.sin",
                         "np.where(np.equal(z, 0), 0.0, np.sin"),
                 Mistake("adds a small number below the fraction, which spoils small z and gives 0 at 0",
                         "np.where(np.equal(z, 0), 1.0, np.sin(there) / there)", "np.sin(z) / (z + 1e-8)")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.where chooses for every element; Python's `if` decides once.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError"),
                 Mistake("flattens its input", "    there = np", "    z = np.ravel(z); there = np")]),
    "pure": keeps_inputs(on=scattered(1.0), points=1,
        hint="`z[z == 0] = 1` and `z += ...` change the caller's array.",
        catches=[Mistake("moves the caller's z away from 0", function=in_place)]),
})
