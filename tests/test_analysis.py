"""What a class's results say together: misconceptions, item analysis, fairness of variants, and their commands."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autograder.analysis.held import Held, held
from autograder.analysis.items import LEAST, correlation, item_analysis
from autograder.analysis.misconceptions import Vocabulary, board
from autograder.analysis.overview import BINS, distribution
from autograder.analysis.parts import parts_of
from autograder.analysis.variants import fairness, welch
from autograder.course.misconceptions import Declared, declared_misconceptions
from autograder.errors import CourseError
from autograder.gradebook.store import Gradebook
from autograder.records import Result, Submission, Verdict
from tests.conftest import REPOSITORY, Ran
from tests.helpers.course import repository_course, repository_library
from tests.helpers.in_process import grade_in

Grade = Callable[..., Ran]
WHEN = datetime(2026, 10, 5, 12, tzinfo=UTC)
NAMED = {("losses", "mse"): {"forgets the mean", "halves it", "cuts, and pastes"}, ("backprop", "step"): {"halves it"}}
MEAN = Declared("forgets a mean", "losses", ("forgets the mean", "sums where the mean is asked"))


def verdict(exercise: str, check: str, points: float, mistake: str | None = None) -> Verdict:
    status, reason = ("passed", None) if points else ("failed", "value")
    return Verdict(exercise, check, f"is {check}", status, points, 2.0, "hidden", reason, mistake)  # type: ignore[arg-type]  # from points


def result(student: str, *verdicts: Verdict, assignment: str = "losses") -> Result:
    points = sum(one.points for one in verdicts)
    return Result(student, assignment, verdicts, 2.0 * len(verdicts), "graded", points, points, 0, "namespaces")


def test_one_misconception_shows_in_several_exercises_only_where_that_is_known() -> None:
    now = [
        Held("ada", "losses", "mse", "forgets the mean", 2.0),
        Held("bob", "backprop", "step", "sums where the mean is asked", 1.0),
        Held("bob", "losses", "mse", "halves it"),
        Held("cleo", "backprop", "step", "halves it"),
        Held("cleo", "losses", "mse", "returns the negative of what is right"),
        Held("dan", "backprop", "step", "returns the negative of what is right"),
    ]
    found = {(one.title, *one.places): one for one in board(now, Vocabulary(NAMED, [MEAN]))}
    mean = found["forgets a mean", ("losses", "mse"), ("backprop", "step")]
    assert mean.students == {"ada", "bob"} and mean.assignment == "losses" and mean.lost == 3.0
    assert found["halves it", ("losses", "mse")].students == {"bob"}  # the same words of two authors stay apart
    assert found["halves it", ("backprop", "step")].students == {"cleo"}
    seen = found["returns the negative of what is right", ("losses", "mse"), ("backprop", "step")]
    assert seen.students == {"cleo", "dan"} and not seen.named and mean.named


def test_what_became_better_between_attempts_is_counted() -> None:
    now = [Held("ada", "losses", "mse", "forgets the mean")]
    before = [Held(name, "losses", "mse", "forgets the mean") for name in ("ada", "bob")]
    [one] = board(now, Vocabulary(NAMED), before)
    assert (one.students, one.overcome, one.kept) == ({"ada"}, {"bob"}, {"ada"})
    [gone] = board([], Vocabulary(NAMED), before)
    assert not gone.students and gone.overcome == {"ada", "bob"}


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("forgets the mean", ("forgets the mean",)),
        ("cuts, and pastes", ("cuts, and pastes",)),
        ("halves it, and cuts, and pastes", ("halves it", "cuts, and pastes")),
        ("halves it, and does more", ("halves it, and does more",)),
        ("is late, in dw", ("is late",)),
        ("is late, in dw, and adds up, in item 2 of the result", ("is late", "adds up")),
        ("is late, in dw, and adds up", ("is late, in dw, and adds up",)),
    ],
)
def test_a_sentence_is_taken_apart_only_where_its_form_is_known(sentence: str, parts: tuple[str, ...]) -> None:
    assert parts_of(sentence, NAMED["losses", "mse"]) == parts


def test_a_student_holds_a_mistake_once_and_what_is_not_written_is_none() -> None:
    shown = [verdict("mse", name, 0.0, "forgets the mean") for name in ("a", "b")]
    empty = replace(verdict("mse", "c", 0.0, "x"), reason="not_implemented")
    [one] = held([result("ada", *shown, empty, verdict("mse", "d", 2.0))])
    assert (one.says, one.lost, one.place) == ("forgets the mean", 4.0, ("losses", "mse"))


def test_the_courses_misconceptions_list_sentences_that_the_course_or_the_judge_says() -> None:
    named = {
        mistake.says
        for assignment in repository_library().values()
        for exercise in assignment.exercises
        for check in exercise.checks.values()
        for mistake in check.catches
    }
    judge = " ".join(path.read_text() for path in (REPOSITORY / "autograder/judge/diagnosis").glob("*.py"))
    declared = declared_misconceptions(repository_course())
    assert len(declared) > 10
    assert [says for one in declared for says in one.says if says not in named and f'"{says}"' not in judge] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {misconception: a, lesson: nowhere, says: [b]}", "no assignment 'nowhere'"),
        ("- {misconception: a, says: [b]}\n- {misconception: c, says: [b]}", "listed under 'a' and under 'c'"),
        ("- {misconception: a, say: [b]}", "0.s"),
        ("- [", "cannot be read"),
    ],
)
def test_a_wrong_list_of_misconceptions_is_refused(course: Path, text: str, said: str) -> None:
    (course / "solutions/misconceptions.yaml").write_text(text)
    with pytest.raises(CourseError, match=said):
        declared_misconceptions(replace(repository_course(), root=course))


@given(arrays(float, 40, elements=st.sampled_from([0.0, 1.0])), arrays(float, 40, elements=st.floats(0, 100)))
def test_discrimination_is_scipys_point_biserial_correlation(passed: np.ndarray, rest: np.ndarray) -> None:
    from scipy import stats

    found = correlation(passed, rest)
    if found is not None:
        assert found == pytest.approx(stats.pointbiserialr(passed, rest).statistic, abs=1e-9)
    else:
        assert np.ptp(passed) == 0 or np.ptp(rest) < 1e-9


def test_items_that_need_a_look_are_named() -> None:
    """Forty students, the first the strongest: they fail `odd`, and pass the others by strength."""
    students = [
        result(
            f"s{n}",
            verdict("easy", "c", 2.0),
            verdict("hard", "c", 0.0, "halves it"),
            *(verdict(name, f"c{k}", 2.0 if n < 10 * k else 0.0) for name in ("usual", "other") for k in (1, 2, 3)),
            verdict("odd", "c", 0.0 if n < 15 else 2.0),
        )
        for n in range(40)
    ]
    found = {item.exercise: item for item in item_analysis(students)}
    assert found["easy"].look == "everybody passes" and found["hard"].look == "nobody passes"
    assert "strong fail" in found["odd"].look and found["odd"].discrimination is not None
    usual = found["usual"]
    assert usual.look == "" and usual.difficulty == pytest.approx(0.5) and usual.passed == 10
    assert [check.passed for check in usual.checks] == [10, 20, 30]
    assert [(f.check, f.students) for f in usual.failures] == [("c1", 30)]
    assert found["hard"].failures[0].mistake == "halves it"
    few = item_analysis(students[: LEAST - 1])
    assert all(item.discrimination is None and not item.look for item in few)


def test_a_harder_variant_is_seen_and_equal_ones_are_not() -> None:
    rng = np.random.default_rng(3)
    shares = {n: rng.normal(70 - 25 * (n % 4 == 0), 8) for n in range(200)}
    results = [replace(result(f"s{n}"), points=share, max_points=100.0) for n, share in shares.items()]
    hard, *others = fairness(results, {(f"s{n}", "losses"): n % 4 for n in shares})
    assert hard.number == 0 and "worse" in hard.look and hard.high is not None and hard.high < -15
    assert [one.students for one in (hard, *others)] == [50] * 4
    assert all(not one.look for one in fairness(results, {(f"s{n}", "losses"): n // 4 % 4 for n in shares}))
    assert welch(np.array([1.0, 2.0]), np.arange(9.0), 0.95) == (None, None, None)


@given(st.lists(st.floats(-0.5, 1.5)))
def test_every_score_is_in_a_bin(shares: list[float]) -> None:
    bins = distribution(shares)
    assert len(bins) == BINS and sum(bins) == len(shares)


@pytest.fixture
def grade(course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Grade:
    """A recorded class: one on the roster is better in a second attempt, and one is not on the roster."""
    book = Gradebook(course / "gradebook.db")
    wrong = [verdict("adam_step", "late", 0.0, "climbs instead of descending"), verdict("adam_step", "early", 2.0)]
    work = {"ada": [wrong], "bob": [wrong, [verdict("adam_step", "late", 2.0)]], "eve\x1b[2J": [wrong]}
    for student, attempts in work.items():
        for number, attempt in enumerate(attempts):
            handed_in = Submission(student, "optimizers", str(number).encode(), submitted=WHEN)
            book.record(handed_in, attempt, 4.0, "process", "m", {"the work": f"w{number}"})
    book.close()
    (course / "submissions").mkdir()
    (course / "submissions/roster.csv").write_text("student\nada\nbob\ncleo\n")
    (course / "solutions/misconceptions.yaml").write_text(
        "- {misconception: goes uphill, says: [climbs instead of descending]}"
    )
    return grade_in(course, monkeypatch, capsys)


def test_the_class_is_shown_at_a_glance(grade: Grade, course: Path) -> None:
    shown = grade("class")
    assert shown.code == 0 and "3 students" in shown.out and "not on the roster" in shown.out, shown.err
    [line] = [line for line in shown.out.splitlines() if "goes uphill" in line]
    assert line.split()[:4] == ["1", "1", "1", "optimizers"]
    assert grade("class", "--json", course / "c.json").code == 0
    data = json.loads((course / "c.json").read_text())
    [found] = data["misconceptions"]
    assert (found["students"], found["got_over_it"], data["students"]) == (["ada"], ["bob"], 3)
    everybody = grade("class", "--all-students", "--json", "-")
    assert json.loads(everybody.out)["misconceptions"][0]["students"] == ["ada", "eve\x1b[2J"]


def test_a_mistake_names_its_students(grade: Grade) -> None:
    for text in ("Climbs", "uphill"):
        told = grade("show", "--mistake", text)
        assert told.code == 0 and "optimizers/adam_step" in told.out and "ada" in told.out and "\x1b" not in told.out
        assert "1 got over it" in told.out
    assert json.loads(grade("show", "--mistake", "uphill", "--json", "-").out)["misconceptions"][0]["students"] == [
        "ada"
    ]
    unknown = grade("show", "--mistake", "goes downhill")
    assert unknown.code == 2 and "Did you mean 'goes uphill'?" in unknown.err
    assert grade("show").code == grade("show", "ada", "--mistake", "x").code == 2


def test_a_class_of_nobody_has_a_page_too(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grade = grade_in(course, monkeypatch, capsys)
    assert grade("class").code == 2
    Gradebook(course / "gradebook.db").close()
    empty = grade("class")
    assert empty.code == 0 and "0 students" in empty.out and "No misconception" in empty.out
