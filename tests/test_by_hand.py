"""Public cases that can be done by hand: few numbers, and short ones that are as telling as any other draw."""

import numpy as np
import pytest

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.by_hand import MOST_BY_HAND, ShortNumbers, is_by_hand, numbers
from autograder.exercise.script import Script
from autograder.grading.draw import draw_hidden, draw_public
from autograder.records import Call
from autograder.worker.inputs import Array
from autograder.worker.trees import leaves
from tests.conftest import REPOSITORY
from tests.helpers.judging import edited, verdicts


@pytest.fixture
def rng() -> ShortNumbers:
    """A generator of short numbers."""
    return ShortNumbers(np.random.PCG64(0))


def are_short(numbers: Array) -> bool:
    """Whether each number has at most two digits of a binary fraction for a small array, a few more for others."""
    return bool(np.all(numbers * 64 == np.round(numbers * 64)))


@pytest.mark.parametrize("shape", [(), 3, (2, 3), (4, 5), (7, 7)])
def test_normal_numbers_are_short_different_and_not_0(rng: ShortNumbers, shape: int | tuple[int, ...]) -> None:
    for _ in range(20):
        drawn = np.asarray(rng.normal(size=shape or None))
        assert drawn.shape == np.empty(shape).shape and are_short(drawn)
        assert len(np.unique(np.abs(drawn))) == drawn.size and drawn.all() and np.abs(drawn).max() <= 3


def test_a_number_is_a_number(rng: ShortNumbers) -> None:
    assert type(rng.normal()) is float and type(rng.uniform(2, 3)) is float


def test_normal_numbers_keep_their_place_and_about_their_spread(rng: ShortNumbers) -> None:
    drawn = rng.normal(np.array([100.0, -100.0]), 3.0, size=(20, 2))
    assert are_short(drawn) and np.all(np.abs(drawn - [100, -100]) <= 12) and 1.5 < drawn.std(axis=0).min() < 6
    tiny = rng.normal(scale=1e-7, size=5)
    assert np.abs(tiny).min() > 0 and np.abs(tiny).max() <= 3e-7


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.05, 0.95), (-1, 2), (30, 700)])
def test_uniform_numbers_lie_between_their_bounds(rng: ShortNumbers, low: float, high: float) -> None:
    drawn = rng.uniform(low, high, size=(3, 4))
    assert np.all((drawn > low) & (drawn < high) & (drawn != 0)) and len(np.unique(drawn)) == 12 and are_short(drawn)


def test_other_uniform_numbers_have_two_digits(rng: ShortNumbers) -> None:
    for drawn in (rng.uniform([9, 12], [12, 15], size=(4, 2)), rng.uniform(1e-32, 1e-28, size=5)):
        assert all(float(f"{number:.1e}") == number for number in drawn.ravel())


def test_numbers_are_counted_in_containers_and_steps() -> None:
    script = Script()
    out = 2 * script.call("Value", 3.0)
    assert numbers(script.returning(out=out.read("data"))) == 5  # 3.0, 2 and its handle, and two handles that are read
    assert numbers({"x": np.ones((2, 3)), "params": [(1.0, np.ones(2))], "name": "relu"}) == 9
    assert is_by_hand({"x": np.ones(MOST_BY_HAND)}) and not is_by_hand({"x": np.ones(MOST_BY_HAND + 1)})


def floats(call: Call) -> Array:
    """All floating numbers of a call, in one array."""
    found = [np.ravel(leaf) for leaf in leaves((call.args, dict(call.options))) if np.asarray(leaf).dtype.kind == "f"]
    return np.concatenate(found)


@pytest.fixture(scope="module")
def convolution() -> AssignedExercise:
    """The convolution layer."""
    return load_assignment(load_course(REPOSITORY / "grader.yaml"), "convnets").exercise("conv2d_forward")


def test_small_public_cases_have_short_numbers_and_no_others_have(convolution: AssignedExercise) -> None:
    public, hidden = draw_public(convolution), draw_hidden(convolution, b"secret", 0)
    small = [group.call for group in public if numbers(group.call.args) <= MOST_BY_HAND]
    assert {call.check for call in small} == {*convolution.checks}
    assert all(are_short(floats(call)) for call in small)
    others = [group.call for group in (*public, *hidden) if group.call not in small]
    assert len(others) > len(hidden) and not any(are_short(floats(call)) for call in others)


def test_the_smallest_case_is_shown_also_where_a_rule_is_broken() -> None:
    wrong = edited("convnets", ("    x = np.pad(x,", "    x[...] = 0.5 * x; x = np.pad(2 * x,"))
    said = verdicts("convnets", wrong)["conv2d_forward.pure"]
    assert said.message.startswith("On the case '(1, 1, 3, 4) with (1, 1, 2, 2) pad=1' it breaks a rule"), said.message
