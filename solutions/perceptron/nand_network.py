"""nand_network: every gate from one kind of gate (Sheffer 1913)."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def nand_network(gate, x):
    """Return NOT, AND, OR and XOR of two inputs, wired from NAND gates alone.

    ``gate(a, b)`` is a NAND: false where ``a`` and ``b`` are both true, else true. False and true are two whole
    numbers that you are not told, so that no arithmetic can help; they change from call to call, and need not be 0
    and 1. Hand ``gate`` nothing but numbers that stand in ``x`` or that ``gate`` has returned, as often as you like.
    It takes two single numbers, or two arrays of one shape, which it goes through element by element.

    ``x`` is an int array ``(N, 2)`` of these numbers. The result is an int array ``(N, 4)`` of them; its columns are
    NOT ``x[:, 0]``, then ``x[:, 0]`` AND ``x[:, 1]``, OR, and XOR. Here false is 3 and true is 7:

    >>> def gate(a, b):
    ...     return np.where((a == 7) & (b == 7), 3, 7)
    >>> print(nand_network(gate, np.array([[3, 3], [3, 7], [7, 3], [7, 7]])))
    [[7 3 3 3]
     [7 3 7 7]
     [3 3 7 7]
     [3 7 7 3]]
    """
    a, b = x[:, 0], x[:, 1]
    nand = gate(a, b)
    not_a, not_b = gate(a, a), gate(b, b)
    both, either = gate(nand, nand), gate(not_a, not_b)
    one = gate(gate(a, nand), gate(b, nand))
    return np.stack([not_a, both, either, one], axis=1)


def reference(gate, x):
    """Torch's own logic on bits. No code is negative, so that -1 is not true and the gate gives both codes away."""
    import torch

    true = gate(torch.tensor(-1), torch.tensor(-1))
    a, b = (x == true).unbind(dim=1)
    bits = [~a, torch.logical_and(a, b), torch.logical_or(a, b), torch.logical_xor(a, b)]
    return torch.where(torch.stack(bits, dim=1), true, gate(true, true))


def row_by_row(gate, x):
    """Another right solution: single numbers, and XOR as AND of OR and NAND."""
    rows = []
    for a, b in x:
        either, nand = gate(gate(a, a), gate(b, b)), gate(a, b)
        rows.append([gate(a, a), gate(nand, nand), either, gate(gate(either, nand), gate(either, nand))])
    return np.array(rows)


def gate_by_gate(gate, x):
    """Another right solution: NOT, AND and OR as functions, and XOR from them."""

    def invert(a):
        return gate(a, a)

    def both(a, b):
        return invert(gate(a, b))

    def either(a, b):
        return gate(invert(a), invert(b))

    a, b = x.T
    out = np.empty((len(x), 4), dtype=int)
    out[:, 0], out[:, 1], out[:, 2] = invert(a), both(a, b), either(a, b)
    out[:, 3] = either(both(a, invert(b)), both(invert(a), b))
    return out


def by_arithmetic(gate, x):
    """A mistake: right where false is 0 and true is 1."""
    a, b = x[:, 0], x[:, 1]
    return np.stack([1 - a, a & b, a | b, a ^ b], axis=1)


def one_number(gate, x):
    """A mistake: the first row's answer for all."""
    rows = []
    for a, b in x[:1]:
        nand = gate(a, b)
        either = gate(gate(a, a), gate(b, b))
        rows.append([gate(a, a), gate(nand, nand), either, gate(gate(a, nand), gate(b, nand))])
    return np.array(rows * len(x))


def larger_is_true(gate, x):
    """A mistake: the codes are taken to be in order, and both to be there."""
    a, b = (x == x.max()).T
    return np.where(np.stack([~a, a & b, a | b, a ^ b], axis=1), x.max(), x.min())


TABLE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def wired(codes, bits):
    """One call: inputs of these bits, in codes (false, true)."""
    false, true = (int(code) for code in codes)
    gate = Function("nand", {"false": false, "true": true})
    return Case(f"false={false}, true={true}, N={len(bits)}", dict(gate=gate, x=np.where(bits == 1, true, false)))


def tables(rng):
    """The whole truth table, in codes of either order."""
    codes = np.sort(rng.choice(np.arange(2, 100), size=2, replace=False))
    yield wired(codes, TABLE)
    yield wired(rng.permutation(rng.choice(np.arange(100, 1000), size=2, replace=False)), rng.permutation(TABLE))


def batches(rng):
    """Batches of other sizes, with rows that come often and rows that do not come."""
    for size in (1, 2, 3, 16, 64):
        yield wired(rng.choice(np.arange(2, 100), size=2, replace=False), rng.integers(2, size=(size, 2)))
    for row in TABLE:
        yield wired(rng.choice(np.arange(2, 100), size=2, replace=False), row[None])


def strange_codes(rng):
    """Codes in which arithmetic goes wrong: true below false, 0 for true, 1 for false, and 0 and 1 themselves."""
    code = int(rng.integers(2, 100))
    for codes in ((1, 0), (code, 0), (1, code), (code + 1, code), (2 * code, code), (0, 1)):
        yield wired(codes, rng.permutation(TABLE))


EXERCISE = Exercise(nand_network, reference, accepts=[row_by_row, gate_by_gate], checks={
    "gates": agrees("wires each gate as its truth table asks", on=tables, points=3,
        hint=("What does a NAND say when both of its inputs are the same?",
              "It says NOT. AND is NOT of NAND; OR is false only if both NOTs are true; XOR is OR without AND."),
        catches=[Mistake("returns NAND in the place of AND", "both, either = gate(nand, nand)", "both, either = nand"),
                 Mistake("returns NOR in the place of OR", "either, one], axis=1",
                         "gate(either, either), one], axis=1"),
                 Mistake("forgets to invert the inputs of OR", "gate(not_a, not_b)", "gate(a, b)"),
                 Mistake("returns NOT XOR, which says whether the inputs are equal", "either, one], axis=1",
                         "either, gate(one, one)], axis=1"),
                 Mistake("inverts the second input instead of the first", "[not_a, both", "[not_b, both"),
                 Mistake("puts the columns in the order NOT, OR, AND, XOR", "both, either, one], axis=1",
                         "either, both, one], axis=1")]),
    "batch": agrees("gives a row for each row of inputs", on=batches, points=1,
        hint="The gate takes whole columns.",
        catches=[Mistake("returns one row for each gate", "axis=1", "axis=0"),
                 Mistake("answers for the first row only, and repeats that", function=one_number),
                 Mistake("returns the truth table, whatever the inputs",
                         "a, b = x[:, 0], x[:, 1]",
                         "f, t = x.min(), x.max(); a, b = np.array([f, f, t, t]), np.array([f, t, f, t])")]),
    "codes": agrees("works for any two codes", on=several(strange_codes, batches), points=2,
        hint="Only the gate knows which number is true: no 0, no 1 and no comparison stands in your function.",
        catches=[Mistake("computes with 0 and 1, without the gate", function=by_arithmetic),
                 Mistake("hands the gate a 1 for true", "gate(a, a), gate(b, b)", "gate(a, 1), gate(b, 1)"),
                 Mistake("takes the larger number for true", function=larger_is_true),
                 Mistake("returns True and False instead of the codes",
                         "np.stack([not_a, both, either, one], axis=1)",
                         "np.stack([not_a, both, either, one], axis=1) == gate(a, gate(a, a))[:, None]")]),
    "pure": keeps_inputs(on=tables, points=1,
        hint="`x[:, 0]` is a view: what is written there is written to the caller's array.",
        catches=[Mistake("inverts the caller's inputs in place", "    return np.stack",
                         "    x[...] = gate(x, x); return np.stack")]),
})
