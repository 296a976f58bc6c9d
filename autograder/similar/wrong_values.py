"""Recorded results -> which students have the same rare wrong numbers, to the last digit.

Digests of wrong numbers are recorded when work is graded (`autograder.judge.wrong_values`). Public cases are the same
for the class, hidden ones for students of one draw.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby

from autograder.records import Result, Verdict
from autograder.system.lazy_dataclass import dataclass

MOST = 3  # students who may have a wrong result for it to be rare
NONE = "-"

Pair = tuple[str, str]
"""The names of two students, sorted."""


@dataclass(frozen=True)
class Shared:
    """A rare wrong result in an exercise: ``holders`` students have it, of the ``wrong`` who are wrong there.

    ``mistake`` is the sentence of a check that explains it, if any; ``hidden`` says whether hidden cases show it too.
    """

    exercise: str
    holders: int
    wrong: int
    mistake: str | None
    hidden: bool


@dataclass(frozen=True)
class _Wrong:
    """What a student's wrong numbers in one exercise are like, in the public and in the hidden half."""

    public: tuple[str, ...]
    hidden: tuple[str, ...]
    mistake: str | None

    @classmethod
    def of(cls, verdicts: Sequence[Verdict]) -> "_Wrong":
        halves: tuple[list[str], list[str]] = ([], [])
        for verdict in verdicts:
            for half, digest in zip(halves, verdict.wrong_values.split(), strict=False):
                half += [f"{verdict.check} {digest}"] if digest != NONE else []
        mistake = next((verdict.mistake for verdict in verdicts if verdict.mistake), None)
        return cls(tuple(halves[0]), tuple(halves[1]), mistake)


def rare_in_common(
    results: Iterable[Result], uses: Mapping[str, Collection[str]], author: Mapping[str, str] | None = None
) -> dict[Pair, list[Shared]]:
    """The rare wrong results that two students share, by pair, of one assignment's results.

    ``uses`` are the exercises that each one builds on: where such a one is shared too, the second is no new evidence.
    ``author`` names the group of each student who shares work; a group counts once.
    """
    found: dict[Pair, list[Shared]] = defaultdict(list)
    by_exercise = _by_exercise(results, author or {})
    for exercise, wrong in by_exercise.items():
        for pair, shared in _shared(exercise, wrong):
            found[pair].append(shared)
    return {pair: _independent(shared, uses) for pair, shared in found.items()}


def _by_exercise(results: Iterable[Result], author: Mapping[str, str]) -> dict[str, dict[str, _Wrong]]:
    """Who is wrong in each exercise, and how."""
    found: dict[str, dict[str, _Wrong]] = defaultdict(dict)
    for result in results:
        name = author.get(str(result.student), str(result.student))
        failed = [verdict for verdict in result.verdicts if verdict.wrong_values and not verdict.carried_forward]
        for exercise, verdicts in groupby(failed, lambda verdict: verdict.exercise):
            found[exercise][name] = _Wrong.of(list(verdicts))
    return found


def _shared(exercise: str, wrong: Mapping[str, _Wrong]) -> Iterator[tuple[Pair, Shared]]:
    """Each pair with the same rare wrong numbers."""
    alike: dict[tuple[bool, tuple[str, ...]], list[str]] = defaultdict(list)
    for name, one in wrong.items():
        alike[bool(one.public), one.public or one.hidden].append(name)
    mistakes = Counter(one.mistake for one in wrong.values() if one.mistake)
    for (is_public, _), names in alike.items():
        holders = len(names)
        if not is_public:  # in another draw the same mistake has other numbers
            holders = max(holders, *(mistakes[wrong[name].mistake or ""] for name in names))
        if 2 <= holders <= MOST:
            for pair in combinations(sorted(names), 2):
                first, second = wrong[pair[0]], wrong[pair[1]]
                hidden = first.hidden == second.hidden != ()
                yield pair, Shared(exercise, holders, len(wrong), first.mistake, hidden)


def _independent(shared: Sequence[Shared], uses: Mapping[str, Collection[str]]) -> list[Shared]:
    """Those that do not build on another shared one."""
    names = {one.exercise for one in shared}
    return [one for one in shared if not names & ({*uses.get(one.exercise, ())} - {one.exercise})]
