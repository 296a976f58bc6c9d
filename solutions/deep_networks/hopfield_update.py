"""hopfield_update: a network falls back into what it remembers (Hopfield 1982)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many, several


def hopfield_update(s, w, order):
    """Return the state after the units of ``order`` have been updated, one by one, each from the newest state.

    ``s`` is a float array ``(D,)`` of -1 and 1, ``w`` a symmetric one ``(D, D)``, and ``order`` an int array of
    units, in which some may be missing and others come twice. A unit's input is its row of ``w`` times the state: it
    becomes 1 where that is above 0, -1 where it is below, and stays what it is at exactly 0. The diagonal of ``w`` is
    0. (With the weights that are asked here no sum is rounded: an input is 0 exactly, or at least 0.01 away from it.)

    >>> p = np.array([1.0, -1.0, 1.0, -1.0])
    >>> w = (np.outer(p, p) - np.eye(4)) / 4
    >>> hopfield_update(np.array([1.0, 1.0, 1.0, -1.0]), w, np.array([0, 1, 2, 3]))
    array([ 1., -1.,  1., -1.])
    """
    s = s.copy()
    for i in order:
        s[i] = np.sign(w[i] @ s) or s[i]
    return s


def reference(s, w, order):
    import torch

    s = s.clone()
    for i in order:
        field = torch.dot(w[i], s)
        s[i] = torch.where(field == 0, s[i], torch.sign(field))
    return s


def with_branches(s, w, order):
    """Another right solution: a list of numbers, and branches."""
    state = [float(unit) for unit in s]
    for i in order:
        field = sum(weight * unit for weight, unit in zip(w[int(i)], state))
        if field > 0:
            state[int(i)] = 1.0
        elif field < 0:
            state[int(i)] = -1.0
    return np.array(state)


def all_at_once(s, w, order):
    """A mistake: every unit sees the old state."""
    fields = w @ s
    new = s.copy()
    for i in order:
        new[i] = np.sign(fields[i]) or s[i]
    return new


def whole_state(s, w, order):
    """A mistake: every unit, from the old state."""
    new = s.copy()
    for i in range(len(s)):
        new[i] = np.sign(w[i] @ s) or s[i]
    return new


def memories(*sizes, whole=False):
    """Random networks and states; with ``whole`` weights, in which an input is often exactly 0.

    Else it never is: there are as many odd numbers of 64ths in a sum as other units, and these are odd in number.
    """

    def cases(rng):
        for d, updates in sizes:
            half = 1.0 * rng.integers(-2, 3, size=(d, d)) if whole else (2 * rng.integers(30, size=(d, d)) + 1) / 64
            signs = rng.choice([-1.0, 1.0], size=(d, d))
            upper = np.triu(half * signs, 1)
            inputs = dict(s=rng.choice([-1.0, 1.0], size=d), w=upper + upper.T, order=rng.integers(d, size=updates))
            yield Case(f"{many(d, 'unit')}, {many(updates, 'update')}", inputs)

    return cases


def all_units(rng):
    """Every unit once, in random order."""
    for d in (6, 10, 4):
        upper = np.triu(((2 * rng.integers(30, size=(d, d)) + 1) / 64) * rng.choice([-1.0, 1.0], size=(d, d)), 1)
        inputs = dict(s=rng.choice([-1.0, 1.0], size=d), w=upper + upper.T, order=rng.permutation(d))
        yield Case(f"all {d} units once", inputs)


EXERCISE = Exercise(hopfield_update, reference, accepts=[with_branches], checks={
    "field": agrees("sets a unit to the sign of its input", points=2,
        on=memories((6, 1), (8, 1), (6, 1), (4, 1), (2, 1), (10, 1)),
        hint="A unit's input is a sum over all units: its row of w times the state.",
        catches=[Mistake("sets a unit to the opposite sign", "np.sign(w[i] @ s)", "np.sign(-w[i] @ s)",
                         hint="A unit whose input is above 0 becomes 1."),
                 Mistake("keeps the input itself, not its sign", "np.sign(w[i] @ s)", "(w[i] @ s)",
                         hint="A state is made of 1 and -1."),
                 Mistake("updates every unit once, one after the other, whatever the order says", "in order",
                         "in range(len(s))",
                         hint="`order` holds the units whose turn it is, one after the other."),
                 Mistake("updates every unit, all at once, whatever the order says", function=whole_state,
                         hint="`order` holds the units whose turn it is, one after the other."),
                 Mistake("updates units 0, 1, 2 and so on, whatever the order says", "in order",
                         "in range(len(order))",
                         hint="`order` holds the units whose turn it is, one after the other.")]),
    "turns": agrees("lets each unit see what the ones before it have become", points=2,
        on=several(all_units, memories((8, 30), (12, 40))),
        hint="Unit 2 has to know of it if unit 1 has just flipped.",
        catches=[Mistake("updates all units at once, from the old state", function=all_at_once),
                 Mistake("returns after the first unit", "or s[i]\n    return s", "or s[i]\n        return s",
                         hint="Return behind the loop, when all units have had their turn."),
                 Mistake("updates each unit once at most", "in order", "in dict.fromkeys(order.tolist())",
                         hint="A unit that comes twice in `order` has two turns.")]),
    "zero": agrees("leaves a unit as it is where its input is 0", points=1,
        on=memories((5, 20), (4, 12), (3, 8), (5, 30), (4, 9), whole=True),
        hint="Where neither side pulls, nothing changes.",
        catches=[Mistake("sets a unit to 1 where its input is 0", "or s[i]", "or 1.0"),
                 Mistake("sets a unit to -1 where its input is 0", "or s[i]", "or -1.0"),
                 Mistake("sets a unit to 0 where its input is 0", " or s[i]", "")]),
    "pure": keeps_inputs(on=memories((6, 8), (8, 20), (4, 6)), points=1,
        hint="`s[i] = ...` changes the caller's state; work on a copy.",
        catches=[Mistake("updates the caller's state", "s.copy()", "s")]),
})
