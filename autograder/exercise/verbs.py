"""The check verbs: how an author says what a check asks.

Every verb takes the cases ``on`` which it is asked, its ``points``, a ``hint`` that teaches without giving
the line away (a tuple goes from the idea to the direction), and the named mistakes that it ``catches``.
A check is plain data; `autograder.judge` has the function of the same name that judges it.
"""

from collections.abc import Sequence
from typing import Any

from autograder.exercise.declare import Cases, Check, Mistake

Hint = str | tuple[str, ...]


def _check(
    verb: str, says: str, on: Cases, points: float, hint: Hint, catches: Sequence[Mistake], **parameters: Any
) -> Check:
    hints = (hint,) if isinstance(hint, str) else hint
    return Check(verb, says, on, points, hints, tuple(catches), parameters)


def agrees(
    says: str,
    *,
    on: Cases,
    points: float,
    hint: Hint,
    catches: Sequence[Mistake],
    elementwise: bool = False,
    item: int | None = None,
) -> Check:
    """Returns what the reference returns, within the calibrated tolerance.

    With ``item`` only that item of a returned tuple counts, so that a loss and its gradient earn points apart.

    The error of an array is max|got - expected| / max|expected|; with ``elementwise`` every element is
    measured against its own expected value, as a check of numerical stability needs.
    """
    return _check("agrees", says, on, points, hint, catches, elementwise=elementwise, item=item)


def gradients(says: str, *, on: Cases, points: float, hint: Hint, catches: Sequence[Mistake]) -> Check:
    """A backward agrees with torch autograd, under the cases' own (random) upstream gradient.

    Three random directions of each differentiated argument are sent through the student's own forward as
    well, two calls each, so that a failure can be told apart from "right for your own forward, which is
    wrong".  The exercise's reference is a `vjp`.
    """
    return _check("gradients", says, on, points, hint, catches)


def converges(says: str, *, metric: str, on: Cases, points: float, hint: Hint, catches: Sequence[Mistake]) -> Check:
    """Trains as far as the reference does, on k of n draws of its cases.

    ``metric`` names a function of `autograder.judge.metrics`, lower is better.  The band, k and n are
    measured by ``grade verify --calibrate`` from the reference's own runs.
    """
    return _check("converges", says, on, points, hint, catches, metric=metric)


def satisfies(says: str, *, holds: str, on: Cases, points: float, hint: Hint, catches: Sequence[Mistake]) -> Check:
    """What comes back has a property, for tasks with many right answers.

    ``holds`` names a function of `autograder.judge.properties`; structure, shape and dtype are the reference's.
    """
    return _check("satisfies", says, on, points, hint, catches, holds=holds)


def vectorized(says: str = "", *, on: Cases, points: float, hint: Hint, catches: Sequence[Mistake]) -> Check:
    """Executes no more lines of Python for a larger batch; pays only where the values are right too.

    Lines and calls are counted in every Python file, NumPy's own too; nothing is timed.  Each case says in
    ``known["batch"]`` how many samples it has, and there are at least two sizes.
    """
    return _check("vectorized", says or "does not loop over the samples", on, points, hint, catches)


def reproducible(
    *, on: Cases, points: float, hint: Hint, catches: Sequence[Mistake], holds: str | None = None
) -> Check:
    """Draws from the generator that it is given and from no other: an equal one gives the same result.

    Pays only where the values are the reference's or, with ``holds``, where that property holds.
    """
    says = "gives the same result for an equal generator"
    return _check("reproducible", says, on, points, hint, catches, **({"holds": holds} if holds else {}))


def raises(says: str, *, on: Cases, points: float, hint: Hint, catches: Sequence[Mistake]) -> Check:
    """Refuses bad input with the exception that the reference raises; its good cases have to be right too."""
    return _check("raises", says, on, points, hint, catches)


def keeps_inputs(*, on: Cases, points: float, hint: Hint, catches: Sequence[Mistake]) -> Check:
    """Leaves the arrays that it is given unchanged; pays only where the values are right too."""
    return _check("keeps_inputs", "leaves the arrays it is given unchanged", on, points, hint, catches)
