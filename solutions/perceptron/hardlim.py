"""hardlim: the step that makes a yes or a no of a number."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def hardlim(n):
    """Return 1 where ``n`` is at least 0, else 0, element by element.

    ``n`` is a float array of any shape, or a number; the result has the same shape and holds ints.
    At exactly 0 the unit fires.

    >>> print(hardlim(np.array([-0.5, 0.0, 2.0])))
    [0 1 1]
    >>> print(hardlim(-3.0))
    0
    """
    return np.where(n >= 0, 1, 0)


def reference(n):
    """Torch's own heaviside, which lets one choose the value at 0."""
    import torch

    n = torch.as_tensor(n, dtype=torch.float64)
    return torch.heaviside(n, torch.tensor(1.0, dtype=torch.float64)).long()


def as_integers(n):
    """Another right solution: a comparison counted as 0 and 1."""
    return np.asarray(n >= 0).astype(int)


def not_below(n):
    """Another right solution: ones, less those below 0."""
    n = np.asarray(n)
    out = np.ones(n.shape, dtype=int)
    out[n < 0] = 0
    return out


def for_numbers_only(n):
    """A mistake: `if` on an array."""
    return 1 if n >= 0 else 0


def mixed(rng):
    """Numbers on both sides of 0, small and large."""
    for size in (0.3, 2.0, 1e6):
        n = size * rng.uniform(0.1, 1.0, size=12) * rng.permutation(np.tile([-1.0, 1.0], 6))
        yield Case(f"up to {size:g}", dict(n=n))


def shapes(rng):
    """Single numbers, and arrays of one to three axes."""
    for sign in (-1, 1):
        yield Case("a number", dict(n=sign * float(rng.uniform(0.1, 2))))
    for shape in ((1,), (4, 4), (3, 5), (2, 3, 4)):
        yield Case(f"shape {shape}", dict(n=rng.normal(size=shape)))
    yield Case("float32", dict(n=rng.normal(size=(2, 5)).astype(np.float32)))


def zeros(rng):
    """Zeros of both signs among other numbers, and the smallest numbers next to them."""
    yield Case("zeros", dict(n=rng.permutation([0.0, -0.0, 0.0, 1e-300, -1e-300, 1e-9, -1e-9, -0.25, 0.25])))
    yield Case("a zero", dict(n=0.0))


EXERCISE = Exercise(hardlim, reference, accepts=[as_integers, not_below], checks={
    "values": agrees("gives 1 on one side and 0 on the other", on=mixed, points=1,
        hint="There are two answers only, and neither of them is -1.",
        catches=[Mistake("gives -1 on the negative side, which is hardlims", "1, 0)", "1, -1)"),
                 Mistake("gives -1 on the negative side, and at exactly 0", "n >= 0, 1, 0)", "n > 0, 1, -1)"),
                 Mistake("swaps the two sides", "1, 0)", "0, 1)"),
                 Mistake("lets positive numbers through as they are, which is ReLU", "1, 0)", "n, 0)"),
                 Mistake("takes the step at 0.5", "n >= 0", "n >= 0.5")]),
    "shapes": agrees("keeps the shape of its input", on=shapes, points=1,
        hint="NumPy's comparisons work on arrays of any shape; Python's `if` does not.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only),
                 Mistake("flattens its input", "n >= 0", "np.ravel(n) >= 0"),
                 Mistake("gives one answer for the whole array", "n >= 0", "np.all(n >= 0)")]),
    "zero": agrees("fires at exactly 0", on=zeros, points=1,
        hint="At least 0 is not above 0, and nothing that is below 0 is close enough.",
        catches=[Mistake("does not fire at exactly 0", "n >= 0", "n > 0"),
                 Mistake("fires a little below 0 too", "n >= 0", "n >= -1e-8"),
                 Mistake("gives a half at exactly 0, as a symmetric step does",
                         "np.where(n >= 0, 1, 0)", "(np.sign(n) + 1) / 2")]),
    "pure": keeps_inputs(on=mixed, points=1,
        hint="`n[n < 0] = 0` changes the caller's array.",
        catches=[Mistake("writes the answer into the caller's array", "return np.where(n >= 0, 1, 0)",
                         "fires = n >= 0; n[~fires] = 0; n[fires] = 1; return n.astype(int)")]),
})
