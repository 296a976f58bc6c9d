"""perceptron_forward: what a perceptron says to a batch of samples (Rosenblatt 1958)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def perceptron_forward(x, w, b):
    """Return for each row of ``x`` the perceptron's output: 1 where ``x @ w + b`` is at least 0, else 0.

    ``x`` is a float array ``(N, D)`` with one sample in each row, ``w`` is ``(D,)``, ``b`` is a number. The result
    is an int array ``(N,)``. At exactly 0 the unit fires. The OR gate is one such unit:

    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> print(perceptron_forward(x, np.array([0.5, 0.5]), -0.25))
    [0 1 1 1]
    """
    return np.where(x @ w + b >= 0, 1, 0)


def reference(x, w, b):
    import torch

    n = torch.mv(x, w) + b
    return torch.heaviside(n, torch.ones_like(n)).long()


def row_by_row(x, w, b):
    """Another right solution: a loop over the samples."""
    return np.array([1 if np.dot(w, sample) + b >= 0 else 0 for sample in x])


def augmented(x, w, b):
    """Another right solution: the bias as one more weight, whose input is always 1."""
    ones = np.ones((x.shape[0], 1))
    return (np.concatenate([x, ones], axis=1) @ np.append(w, b) >= 0).astype(int)


CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def gates(rng):
    """The published OR, and gates with random weights."""
    yield Case("OR", dict(x=CORNERS, w=np.array([0.5, 0.5]), b=-0.25))
    for name, sign, between in (("OR", 1, (-0.9, -0.1)), ("AND", 1, (-1.9, -1.1)), ("NAND", -1, (1.1, 1.9))):
        scale = rng.uniform(0.3, 3)
        yield Case(f"{name}, scaled", dict(x=CORNERS, w=sign * scale * np.ones(2), b=scale * rng.uniform(*between)))


def units(*shapes):
    """Random samples and units, of which about half fire."""

    def cases(rng):
        for rows, size in shapes:
            x, w = rng.normal(size=(rows, size)), rng.normal(size=size)
            b = rng.choice([-0.1, 0.1]) - np.median(x @ w)
            yield Case(f"{rows} x {size}", dict(x=x, w=w, b=float(b)))

    return cases


def on_the_boundary(rng):
    """Whole numbers, so that many pre-activations are exactly 0."""
    for b in (0.0, 2.0, -1.0):
        x = rng.integers(-2, 3, size=(12, 2)).astype(float)
        x[0] = [-b, 0.0]
        yield Case(f"b={b}", dict(x=x, w=np.array([1.0, rng.choice([-1.0, 1.0])]), b=b))


EXERCISE = Exercise(perceptron_forward, reference, accepts=[row_by_row, augmented], checks={
    "gates": agrees("computes logic gates", on=gates, points=2,
        hint="Inputs times weights, plus the bias, then the step.",
        catches=[Mistake("leaves out the bias", "x @ w + b", "x @ w"),
                 Mistake("subtracts the bias, as if it were a threshold", "x @ w + b", "x @ w - b"),
                 Mistake("predicts -1 and +1 where 0 and 1 are asked", "1, 0)", "1, -1)"),
                 Mistake("returns the pre-activation, without the step", "np.where(x @ w + b >= 0, 1, 0)",
                         "x @ w + b")]),
    "batch": agrees("gives one answer for each sample", on=units((1, 3), (4, 4), (16, 3), (5, 7), (3, 1)), points=1,
        hint="The samples are rows: which axis is summed?",
        catches=[Mistake("multiplies from the wrong side, which fits square arrays only", "x @ w", "w @ x"),
                 Mistake("steps each product by itself, without adding them up", "x @ w", "x * w"),
                 Mistake("adds up the whole batch", "x @ w", "np.sum(x * w)"),
                 Mistake("adds the bias once for each input", "x @ w + b", "(x * w + b).sum(axis=1)")]),
    "boundary": agrees("fires when the pre-activation is exactly 0", on=on_the_boundary, points=1,
        hint="hardlim(0) is 1.",
        catches=[Mistake("does not fire when the pre-activation is exactly 0", ">= 0", "> 0")]),
    "pure": keeps_inputs(on=units((4, 4), (6, 3)), points=1,
        hint="`x *= w` changes the caller's array.",
        catches=[Mistake("weighs the caller's inputs in place", "x @ w + b",
                         "np.multiply(x, w, out=x).sum(axis=1) + b")]),
})
