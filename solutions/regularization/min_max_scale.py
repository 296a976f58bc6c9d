"""min_max_scale: each column from its own range to a common one."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs


def min_max_scale(x, low, high):
    """Return ``x`` with each column stretched so that its smallest value is ``low`` and its largest ``high``.

    ``x`` is ``(N, D)``, of floats or of whole numbers; ``low < high`` are numbers. Values between are moved
    linearly; the result holds floats, right up to rounding. A column whose values are all equal becomes ``low``.

    >>> min_max_scale(np.array([[1.0, 10.0, 7.0], [2.0, 30.0, 7.0], [5.0, 20.0, 7.0]]), 0.0, 1.0)
    array([[0.  , 0.  , 0.  ],
           [0.25, 1.  , 0.  ],
           [1.  , 0.5 , 0.  ]])
    """
    smallest, largest = x.min(axis=0), x.max(axis=0)
    spread = np.where(largest > smallest, largest - smallest, 1)
    return low + (x - smallest) / spread * (high - low)


def reference(x, low, high):
    import torch

    x = x.double()
    smallest, largest = torch.aminmax(x, dim=0)
    share = torch.nan_to_num((x - smallest) / (largest - smallest))
    return torch.lerp(torch.full_like(x, low), torch.full_like(x, high), share)


def column_by_column(x, low, high):
    """Another right solution: `np.interp` for each column."""
    out = np.full(x.shape, float(low))
    for d in range(x.shape[1]):
        column = x[:, d]
        if column.max() > column.min():
            out[:, d] = np.interp(column, [column.min(), column.max()], [low, high])
    return out


def tables(*shapes, low=0.0, high=1.0):
    """Data of these shapes; each column has a range of its own."""

    def cases(rng):
        for shape in shapes:
            x = rng.normal(scale=9, size=shape[1]) + rng.uniform(0.2, 4.0, size=shape[1]) * rng.normal(size=shape)
            yield Case(f"shape {shape} to {low}, {high}", dict(x=x, low=low, high=high))

    return cases


def ranges(rng):
    """Other targets than 0 to 1, and pixels."""
    for low, high in ((-1.0, 1.0), (0.0, 255.0), (2.0, 5.0), (-3.0, -0.5)):
        yield Case(f"to {low}, {high}", dict(x=rng.normal(size=(6, 3)), low=low, high=high))
    yield Case("pixels", dict(x=rng.integers(256, size=(8, 5)), low=-1.0, high=1.0))


def constant(rng):
    """Constant columns, and one sample, whose columns are all constant."""
    for low, high in ((0.0, 1.0), (-1.0, 1.0), (3.0, 4.0)):
        x = rng.normal(size=(5, 4))
        x[:, 1], x[:, 2] = float(rng.integers(2, 9)), 0.0
        yield Case(f"two constant columns to {low}, {high}", dict(x=x, low=low, high=high))
    yield Case("one sample", dict(x=rng.integers(1, 9, size=(1, 3)).astype(float), low=-2.0, high=2.0))


EXERCISE = Exercise(min_max_scale, reference, accepts=[column_by_column], harmless=[
    Harmless("what stands there divides 0", ("smallest, 1)", "smallest, 2)"))], checks={
    "unit": agrees("stretches each column to 0 and 1", on=tables((5, 3), (4, 4), (64, 2)), points=2,
        hint="The smallest value of a column goes to 0: what is to be taken off?",
        catches=[Mistake("takes one range for all columns", "x.min(axis=0), x.max(axis=0)", "x.min(), x.max()"),
                 Mistake("stretches each row instead of each column", "x.min(axis=0), x.max(axis=0)",
                         "x.min(axis=1, keepdims=True), x.max(axis=1, keepdims=True)"),
                 Mistake("divides by the largest value, not by the range", "largest - smallest, 1)", "largest, 1)"),
                 Mistake("centres on the mean instead of the smallest value", "(x - smallest)", "(x - x.mean(axis=0))"),
                 Mistake("does not take the smallest value off", "(x - smallest)", "x")]),
    "range": agrees("stretches to `low` and `high`", on=ranges, points=2,
        hint="What happens to a share of 0, of 1/2, of 1?",
        catches=[Mistake("always stretches to 0 and 1", "low + (x - smallest) / spread * (high - low)",
                         "(x - smallest) / spread"),
                 Mistake("multiplies by high instead of by the width of the range", "(high - low)", "high"),
                 Mistake("forgets to add low", "low + (x", "(x"),
                 Mistake("clips to low and high instead of stretching",
                         "low + (x - smallest) / spread * (high - low)", "np.clip(x + 0.0, low, high)")]),
    "constant": agrees("turns constant columns into `low`", on=constant, points=1,
        hint="Which division goes wrong there?",
        catches=[Mistake("divides 0 by 0 in constant columns",
                         "np.where(largest > smallest, largest - smallest, 1)", "largest - smallest"),
                 Mistake("leaves constant columns as they are", "return low + (x - smallest) / spread * (high - low)",
                         "return np.where(largest > smallest, low + (x - smallest) / spread * (high - low), x)"),
                 Mistake("turns constant columns into 0", "return low + (x - smallest) / spread * (high - low)",
                         "return np.where(largest > smallest, low + (x - smallest) / spread * (high - low), 0)")]),
    "pure": keeps_inputs(on=tables((5, 3)), points=1,
        hint="`x -= ...` changes the caller's array.",
        catches=[Mistake("takes the smallest values off in place", "(x - smallest)", "x.__isub__(smallest)")]),
})
