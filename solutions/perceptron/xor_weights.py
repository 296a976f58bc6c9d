"""xor_weights: what one unit cannot do three units can (Minsky & Papert 1969)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, satisfies


def xor_weights():
    """Return ``(w1, b1, w2, b2)`` of a network of hardlim units that computes XOR of two inputs 0 or 1.

    Two hidden units see the inputs, one output unit sees the hidden ones; each fires, and is 1, where its
    pre-activation is at least 0, else it is 0. ``w1`` is a float array ``(2, 2)`` with one column for each hidden
    unit, ``b1`` is ``(2,)``, ``w2`` is ``(2,)`` and ``b2`` is a number. There are many right answers: yours is
    judged by running it on the four inputs.

    >>> w1, b1, w2, b2 = xor_weights()
    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> hidden = np.where(x @ w1 + b1 >= 0, 1, 0)
    >>> print(np.where(hidden @ w2 + b2 >= 0, 1, 0))
    [0 1 1 0]
    """
    w1 = np.array([[1.0, 1.0], [1.0, 1.0]])
    b1 = np.array([-0.5, -1.5])
    w2 = np.array([1.0, -1.0])
    b2 = -0.5
    return w1, b1, w2, b2


def reference():
    """One right answer among many; only its structure, shapes and dtypes count."""
    import torch

    w1 = torch.ones(2, 2, dtype=torch.float64)
    b1, w2 = torch.tensor([[-0.5, -1.5], [1.0, -1.0]], dtype=torch.float64)
    return w1, b1, w2, torch.tensor(-0.5, dtype=torch.float64)


def or_and_nand():
    """Another right solution: AND of OR and NAND."""
    return np.array([[2.0, -2.0], [2.0, -2.0]]), np.array([-1.0, 3.0]), np.array([2.0, 2.0]), -3.0


def one_without_the_other():
    """Another right solution: OR of (x0 and not x1) and (x1 and not x0)."""
    return [np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([-1.0, -1.0]), np.ones(2), np.float64(-1)]


def once(rng):
    """The one call that there is."""
    yield Case("the four inputs", {})


EXERCISE = Exercise(xor_weights, reference, accepts=[or_and_nand, one_without_the_other], harmless=[
    Harmless("another network that computes XOR is as right",
             ("[[1.0, 1.0], [1.0, 1.0]]", "[[2.0, 1.0], [1.0, 1.0]]"),
             ("[[1.0, 1.0], [1.0, 1.0]]", "[[1.0, 1.0], [2.0, 1.0]]"),
             ("[-0.5, -1.5]", "[-1.0, -1.5]"), ("[1.0, -1.0]", "[1.0, -2.0]"), ("b2 = -0.5", "b2 = -1.0"))], checks={
    "xor": satisfies("computes XOR of all four inputs", on=once, points=4, holds="computes_xor",
        draws="xor_network",
        hint=("No line separates (0, 1) and (1, 0) from (0, 0) and (1, 1), but two lines do.",
              "XOR is true where OR is and AND is not: let one hidden unit be each."),
        catches=[Mistake("computes OR", "[1.0, -1.0]", "[1.0, 0.0]"),
                 Mistake("computes AND", "[1.0, -1.0]", "[0.0, 1.0]"),
                 Mistake("computes XNOR: swaps the classes", "b2 = -0.5", "w2, b2 = -w2, 0.5"),
                 Mistake("gives both hidden units the same line", "[-0.5, -1.5]", "[-0.5, -0.5]"),
                 Mistake("forgets that a unit fires at exactly 0", "[-0.5, -1.5]", "[0.0, -1.0]")]),
})
