"""pattern_detector: weights by design, not by learning: a unit that knows a picture."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, satisfies


def pattern_detector(pattern, wrong):
    """Return ``(w, b)`` of a hardlim unit that fires if and only if at most ``wrong`` pixels differ from ``pattern``.

    The unit sees pictures ``x`` of ``D`` pixels, each 0 or 1, and fires where ``x @ w + b`` is at least 0. ``pattern``
    is a float array ``(D,)`` of zeros and ones, ``wrong`` a whole number from 0 to ``D``; ``w`` is a float array
    ``(D,)`` and ``b`` a float. There are many right answers: yours is judged by running it on every picture. (In
    fractions, a sum that should be 0 may come out just below it; whole numbers have no such trouble.)

    >>> w, b = pattern_detector(np.array([1.0, 0.0, 1.0]), 1)
    >>> pictures = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
    >>> print(np.where(pictures @ w + b >= 0, 1, 0))
    [1 1 1 0 0]
    """
    w = 2 * pattern - 1
    return w, wrong - np.sum(pattern)


def reference(pattern, wrong):
    """One right answer among many; only its structure, shapes and dtypes count."""
    return 2 * pattern - 1, wrong - pattern.sum()


def with_room(pattern, wrong):
    """Another right solution: plus and minus one, and a threshold between two counts."""
    w = np.where(pattern == 1, 1.0, -1.0)
    return w, -(float(pattern.sum()) - wrong - 0.5)


def pixel_by_pixel(pattern, wrong):
    """Another right solution: every pixel that differs costs 2."""
    w, b = np.zeros(len(pattern)), 2.0 * wrong
    for i, on in enumerate(pattern):
        if on:
            w[i], b = 2.0, b - 2.0
        else:
            w[i] = -2.0
    return w, b


def tolerant(*asked):
    """Random patterns with both kinds of pixels, as ``(D, wrong)`` asks."""

    def cases(rng):
        for size, wrong in asked:
            pattern = rng.permutation(np.arange(size) % 2).astype(float)
            pattern[rng.integers(size)] = 1.0
            yield Case(f"D={size}, wrong={wrong}", dict(pattern=pattern, wrong=wrong))

    return cases


def plain(rng):
    """Patterns of one kind of pixel only, and one that is nearly so."""
    for size, on in ((4, 1.0), (5, 0.0)):
        yield Case(f"all {on:g}", dict(pattern=np.full(size, on), wrong=int(rng.integers(1, 3))))
    pattern = np.zeros(6)
    pattern[rng.integers(6)] = 1.0
    yield Case("a single pixel", dict(pattern=pattern, wrong=int(rng.integers(0, 3))))


EXERCISE = Exercise(pattern_detector, reference, accepts=[with_room, pixel_by_pixel], checks={
    "same": satisfies("fires for the pattern, and for no other picture", holds="detects_pattern", points=2,
        on=tolerant((3, 0), (5, 0), (8, 0)),
        hint=("Which sum does the pattern itself reach, and how much does one wrong pixel take from it?",
              "The pattern itself reaches the number of its ones, and a pixel that should be off counts -1."),
        catches=[Mistake("does not mind pixels that are on where the pattern is off: w is the pattern",
                         "2 * pattern - 1", "pattern + 0"),
                 Mistake("fires for every picture that has any pixel in common", "wrong - np.sum(pattern)",
                         "-0.5 + 0 * wrong"),
                 Mistake("has the signs the wrong way round", "2 * pattern - 1", "1 - 2 * pattern"),
                 Mistake("asks for as many pixels as the picture has, not as the pattern has on",
                         "wrong - np.sum(pattern)", "wrong - float(len(pattern))")]),
    "tolerant": satisfies("allows as many wrong pixels as it may", holds="detects_pattern", points=2,
        on=tolerant((3, 1), (4, 2), (6, 1), (8, 3), (5, 5)),
        hint="With exactly `wrong` pixels that differ, the sum may be 0, but not less.",
        catches=[Mistake("is silent where exactly `wrong` pixels differ", "wrong - np.sum(pattern)",
                         "wrong - np.sum(pattern) - 0.5"),
                 Mistake("allows no wrong pixel", "wrong - np.sum(pattern)", "0.0 * wrong - np.sum(pattern)"),
                 Mistake("allows one wrong pixel too many", "wrong - np.sum(pattern)",
                         "wrong - np.sum(pattern) + 1"),
                 Mistake("becomes stricter where more pixels may be wrong", "wrong - np.sum(pattern)",
                         "-wrong - np.sum(pattern)")]),
    "plain": satisfies("knows pictures that are all on, or all off", holds="detects_pattern", on=plain, points=1,
        hint="The dark picture has a sum of 0, whatever the weights are.",
        catches=[Mistake("divides by the number of pixels that are on, and there may be none",
                         "wrong - np.sum(pattern)", "wrong - np.sum(pattern) + 0 / np.sum(pattern)")]),
})
