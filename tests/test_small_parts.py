"""Rules of the small parts: policy, safe text, the pool, source text."""

import ast
import io
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from autograder.course.config import AssignmentPlan
from autograder.course.rules import LatePolicy
from autograder.engine.local import in_parallel
from autograder.errors import ExerciseError
from autograder.exercise.source import FunctionSource
from autograder.gradebook.lateness import Lateness
from autograder.gradebook.policy import evaluate
from autograder.records import Result, Status, Verdict
from autograder.report.rows import Rows
from autograder.report.safe import safe
from autograder.report.snippet import WIDTH, pasted
from autograder.words import many

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["green", "bold red", ""])), min_size=1), st.integers(30, 90))
def test_rows_that_fit_are_written_as_a_table_would(cells: list[tuple[str, str, str]], width: int) -> None:
    rows = Rows([(Text(name), Text(mark, style), Text("1 / 1")) for name, mark, style in cells])
    shown = [Console(width=width, force_terminal=True, color_system="standard", _environ={}) for _ in range(2)]
    for console, view in zip(shown, (rows, rows.as_table()), strict=True):
        console.file = io.StringIO()
        console.print(view)
    here, there = (console.file.getvalue() for console in shown)  # type: ignore[attr-defined]  # it is a StringIO
    assert here == there


def result(statuses: list[Status], *, late_days: int | None = 0, penalty: float = 0.0, points: float = 100.0) -> Result:
    verdicts = tuple(
        Verdict("e", f"c{i}", "says", s, 2.0 if s == "passed" else 0.0, 2.0, "public") for i, s in enumerate(statuses)
    )
    plan, late = AssignmentPlan(name="a", points=points), LatePolicy(penalty_per_day=penalty)
    most = 2.0 * len(statuses)
    return evaluate(
        plan,
        late,
        student="s",
        verdicts=verdicts,
        max_points=most,
        missing=False,
        lateness=Lateness(days=late_days, hours=None if late_days is None else 24 * late_days),
        isolation="process",
    )


STATUSES: st.SearchStrategy[Status] = st.sampled_from(["passed", "failed"])


@given(st.lists(STATUSES, min_size=1), st.integers(0, 30) | st.none(), st.floats(0, 1), st.floats(1, 1000))
def test_a_score_lies_between_nothing_and_the_assignments_points(
    statuses: list[Status], late_days: int | None, penalty: float, points: float
) -> None:
    found = result(statuses, late_days=late_days, penalty=penalty, points=points)
    assert found.score is not None and 0 <= found.score <= points + 0.005


@given(st.lists(STATUSES, min_size=1), st.randoms())
def test_points_do_not_depend_on_order_and_grow_with_every_passed_check(statuses: list[Status], random: Any) -> None:
    shuffled = random.sample(statuses, len(statuses))
    before, after = result(statuses).points, result([*statuses, "passed"]).points
    assert before is not None and after is not None
    assert result(shuffled).points == before < after


@given(st.lists(STATUSES, min_size=1))
def test_one_check_that_could_not_be_judged_leaves_no_score(statuses: list[Status]) -> None:
    found = result([*statuses, "could_not_judge"])
    assert (found.status, found.points, found.score) == ("could_not_judge", None, None)


@given(st.text())
def test_safe_text_is_printable_and_tells_texts_apart_that_are(text: str) -> None:
    assert safe(text).isprintable() and "\n" not in safe(text)
    assert safe(text) == text or not text.isprintable()


@given(st.lists(st.integers(), max_size=50), st.integers(1, 5))
def test_every_item_is_worked_on_once(items: list[int], jobs: int) -> None:
    assert sorted(in_parallel(lambda item: item, items, jobs)) == sorted(items)


def test_few_items_are_in_flight_and_no_more_start_after_a_failure() -> None:
    started: list[int] = []

    def work(item: int) -> int:
        started.append(item)
        if item == 3:
            raise ValueError
        return item

    with pytest.raises(ValueError):
        list(in_parallel(work, range(1000), 2))
    assert len(started) < 20


def test_work_is_done_in_parallel() -> None:
    barrier = threading.Barrier(3, timeout=10)
    assert len(list(in_parallel(lambda _: barrier.wait(), range(3), 3))) == 3


SOURCE = FunctionSource(
    "f", 'def f(x, lr=1e-3):\n    """Say x.\n\n    # no comment\n    """\n    # a comment\n    return x * 1e-3\n'
)


def test_a_stub_keeps_the_text_as_written() -> None:
    assert (
        SOURCE.stub == 'def f(x, lr=1e-3):\n    """Say x.\n\n    # no comment\n    """\n    raise NotImplementedError\n'
    )


@pytest.mark.parametrize("text", ["1e-3", "Say x", "nothing of it"])
def test_an_edit_has_to_match_once_outside_the_docstring(text: str) -> None:
    with pytest.raises(ExerciseError, match="must match the code once"):
        SOURCE.edited(text, "other")


def test_an_edit_may_change_a_default() -> None:
    assert "lr=1e-2" in SOURCE.edited("lr=1e-3", "lr=1e-2")
    assert SOURCE.renamed("g").startswith("def g(x")


def test_a_number_stands_with_its_word() -> None:
    assert [many(count, "file") for count in (0, 1, 2, 1200)] == ["0 files", "1 file", "2 files", "1,200 files"]
    assert [many(count, "file was", "files were") for count in (1, 2)] == ["1 file was", "2 files were"]


@given(st.lists(st.one_of(st.text("ab ,'", max_size=200), st.integers(), st.lists(st.floats(allow_nan=False)))))
def test_a_long_call_is_broken_into_lines_that_are_the_same_call(args: list[object]) -> None:
    line = f"print(replay({', '.join(map(repr, args))}))"
    broken = [*pasted(line, "losses", Path("losses.py"))]
    assert ast.dump(ast.parse("\n".join(broken))) == ast.dump(ast.parse(line))
    assert all(len(part) <= WIDTH for part in broken)
