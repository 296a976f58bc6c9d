"""Which calls are asked: the same every time, secret where they should be, and nothing leaks."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.rules import leaks, option_problems
from autograder.course.secret import course_secret
from autograder.errors import CourseError
from autograder.exercise import Case, Exercise, Mistake, agrees
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.calibration import Calibration
from autograder.exercise.vocabulary import Vocabulary
from autograder.grading.draw import PUBLIC_KEY, draw_hidden, draw_public, variant_of
from autograder.records import Call, CallGroup, Expected, Question
from autograder.worker import wire
from tests.helpers.course import repository_library

EXERCISES = [e for a in repository_library().values() for e in a.exercises]
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)


def requests(calls: list[Call]) -> list[bytes]:
    return [wire.encode(call.request) for call in calls]


def public_calls(exercise: SolvedExercise) -> list[Call]:
    return [call for group in draw_public(exercise) for call in group]


def hidden_calls(
    exercise: SolvedExercise, secret: bytes, variant: int, public: Sequence[CallGroup] | None = None
) -> list[Call]:
    return [call for group in draw_hidden(exercise, secret, variant, public) for call in group]


def plan(exercise: SolvedExercise, secret: bytes, variant: int) -> list[Call]:
    public = draw_public(exercise)
    return [*(call for group in public for call in group), *hidden_calls(exercise, secret, variant, public)]


@each_exercise
def test_a_plan_is_the_same_every_time_and_public_first(exercise: SolvedExercise) -> None:
    calls = plan(exercise, b"secret", 3)
    assert requests(calls) == requests(plan(exercise, b"secret", 3))
    assert [call.hidden for call in calls] == sorted(call.hidden for call in calls)
    order = [list(exercise.checks).index(call.check) for call in calls if not call.hidden]
    assert order == sorted(order)


@each_exercise
def test_hidden_calls_depend_on_secret_and_variant_and_repeat_no_public_one(exercise: SolvedExercise) -> None:
    if not exercise.argument_names:
        pytest.skip("without arguments there is one call only")
    known = draw_public(exercise)
    public = set(requests([call for group in known for call in group]))
    draws = [set(requests(hidden_calls(exercise, s, v, known))) for s, v in [(b"a", 0), (b"b", 0), (b"a", 1)]]
    assert all(not draw & public for draw in draws)
    assert draws[0] != draws[1] != draws[2] != draws[0]
    assert set(requests(hidden_calls(exercise, PUBLIC_KEY, 0, known))) != public


@given(st.binary(min_size=1), st.text(max_size=20), st.integers(1, 20))
def test_a_variant_is_one_of_the_courses(secret: bytes, student: str, variants: int) -> None:
    chosen = variant_of(secret, student, variants)
    assert 0 <= chosen < variants and chosen == variant_of(secret, student, variants)


def test_variants_are_spread_over_a_class() -> None:
    counts = np.bincount([variant_of(b"secret", f"student {i}", 8) for i in range(800)], minlength=8)
    assert counts.min() > 50


def test_a_secret_is_made_once_with_a_notice_and_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)
    said: list[str] = []
    first, second = (course_secret(tmp_path, said.append) for _ in range(2))
    assert first == second and len(first) == 32 and len(said) == 1
    assert (tmp_path / ".grade-secret").stat().st_mode & 0o777 == 0o600
    assert first.hex() not in said[0]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_secret_that_others_may_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)
    course_secret(tmp_path, print)
    (tmp_path / ".grade-secret").chmod(0o640)
    with pytest.raises(CourseError, match="by other users") as refused:
        course_secret(tmp_path, print)
    assert "chmod 600" in refused.value.hint


def test_graders_that_start_together_make_one_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)
    said: list[str] = []
    for number in range(100):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        with ThreadPoolExecutor(8) as graders:
            found = set(graders.map(lambda _, folder=folder: course_secret(folder, said.append), range(8)))
        assert len(found) == 1
    assert len(said) == 100


def test_a_secret_that_is_cut_off_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)
    (tmp_path / ".grade-secret").touch(mode=0o600)
    with pytest.raises(CourseError, match="is incomplete"):
        course_secret(tmp_path, print)


def double(x, scale=2.0):  # type: ignore[no-untyped-def]  # as a student would write it
    """Twice ``x``."""
    return scale * x


def exercise_on(cases: Callable[[np.random.Generator], list[Case]]) -> SolvedExercise:
    mistake = Mistake("triples", "scale * x", "3 * x")
    checks = {"it": agrees("doubles", on=cases, points=1, hint="", catches=[mistake])}
    return SolvedExercise.of(
        Exercise(double, double, checks), assignment="a", context="", calibration=Calibration(), vocabulary=Vocabulary()
    )


@pytest.mark.parametrize(
    ("given_scales", "problem"),
    [
        ([None], "another value"),
        ([2.0, None], "another value"),
        ([3.0], "relies on the default"),
        ([3.0, None], None),
        ([np.array([3.0, 2.0]), None], None),
    ],
)
def test_options_have_to_be_exercised(given_scales: list[Any], problem: str | None) -> None:
    cases = [Case("c", {"x": 1.0} | ({} if s is None else {"scale": s})) for s in given_scales]
    exercise = exercise_on(lambda _: cases)
    asked = [Question(call, Expected(None)) for call in public_calls(exercise)]
    found = list(option_problems(exercise, asked))
    assert [problem in text for text in found] == [True] if problem else not found


def test_an_expected_array_among_another_calls_inputs_is_a_leak() -> None:
    start = np.array([0.25, 0.5, 0.125])
    chain = [Case(f"step {i}", {"x": start * 2**i}) for i in range(3)]
    calls = hidden_calls(exercise_on(lambda rng: chain), b"secret", 0)
    assert not calls, "cases that do not depend on the draw are public only"
    scaled = exercise_on(lambda rng: [Case("a", {"x": (x := rng.normal(size=3))}), Case("b", {"x": 2 * x})])
    hidden = hidden_calls(scaled, b"secret", 0)
    expected = [2 * call.args[0] for call in hidden]
    assert [text.split(":")[0] for text in leaks(list(zip(hidden, expected, strict=True)))] == ["double"]
