"""What is told of a save while it is being checked: first what is certain, then the rest."""

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.config import load_course
from autograder.grading.carry import Judged
from autograder.records import Verdict
from autograder.student.check import PublicChecks
from autograder.student.watch import FirstVerdicts, Snapshot, Watched, WatchSession
from tests.conftest import answer
from tests.helpers.judging import assignment

HELPER = "\n\ndef helper(x):\n    return x\n"
FIRST, LAST = "cross_entropy", "softmax_cross_entropy"


@pytest.fixture
def watched(course: Path) -> Watched:
    return Watched(PublicChecks(load_course(course / "grader.yaml")), "losses", course / "assignments/losses")


def saved(watched: Watched, text: str) -> list[Snapshot]:
    """What is told of a save."""
    told: list[Snapshot] = []
    (watched.work / "losses.py").write_text(text)
    watched.refresh(told.append)
    return told


def test_the_first_verdicts_are_there_while_the_rest_is_checked(course: Path, watched: Watched) -> None:
    right, stubs = answer(course, "losses"), (watched.work / "losses.py").read_text()
    whole = saved(watched, stubs)
    assert [(one.changed, one.checking) for one in whole] == [((), (FIRST, LAST)), ((FIRST, LAST), ())]
    before, first, last = saved(watched, right)
    assert before.checking == (FIRST, LAST) and not before.passes(FIRST)
    assert (first.changed, first.checking) == ((FIRST,), (LAST,))
    assert first.passes(FIRST) and first.failed(LAST) == before.failed(LAST)
    assert (last.changed, last.checking) == ((FIRST, LAST), ()) and last.passes(LAST)


def test_the_news_of_a_save_are_told_together(course: Path, watched: Watched) -> None:
    session = WatchSession(watched.names, str)
    for snapshot in (
        *saved(watched, (watched.work / "losses.py").read_text()),
        *saved(watched, answer(course, "losses")),
    ):
        session.arrive(snapshot)
    assert session.news == (f"{FIRST} passes.", f"{LAST} passes.") and session.done and session.listing


def test_what_uses_another_one_that_changed_waits_for_it(course: Path, watched: Watched) -> None:
    right = answer(course, "losses") + HELPER
    head, _, tail = right.partition(f"def {LAST}")
    used = f"{head}def {LAST}{tail.replace('    z', f'    {FIRST}; z', 1)}"
    saved(watched, used)
    told = saved(watched, used.replace("return x", "return 2 * x"))
    assert [one.changed for one in told] == [()]  # nobody uses the helper
    told = saved(watched, f"{used}y = 1\n")
    assert [one.changed for one in told] == [(), (FIRST,), (FIRST, LAST)]


@pytest.mark.parametrize(
    ("passing", "changed", "certain"),
    [(True, False, True), (False, False, False), (True, True, False)],
    ids=["what it uses passes", "what it uses fails", "what it uses has changed"],
)
def test_a_failure_is_told_of_at_once_only_if_nothing_else_may_be_its_cause(
    passing: bool, changed: bool, certain: bool
) -> None:
    exercise = next(one for one in assignment("backprop").exercises if one.siblings)
    names = (exercise.name, "another", *(exercise.siblings if changed else ()))
    known = {name: (verdict(name, "all", passing),) for name in exercise.siblings}
    told: list[Snapshot] = []
    first = FirstVerdicts(Snapshot(known), names, {exercise.name: set()}, told.append)
    first.hear(Judged(exercise, [verdict(exercise.name, next(iter(exercise.checks)), False)]))
    assert [one.changed for one in told] == ([names[:1]] if certain else [])


def test_nor_if_its_own_code_uses_one_that_fails() -> None:
    exercise = assignment("backprop").exercises[0]
    told: list[Snapshot] = []
    first = FirstVerdicts(Snapshot(), (exercise.name, "another"), {exercise.name: {"other"}}, told.append)
    first.hear(Judged(exercise, [verdict(exercise.name, next(iter(exercise.checks)), False)]))
    assert told == []


def verdict(name: str, check: str, passes: bool) -> Verdict:
    one = Verdict(name, check, "", "passed", 1.0, 1.0, "public")
    return one if passes else replace(one, status="failed", points=0.0, reason="value")
