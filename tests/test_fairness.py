"""A right answer keeps full marks however it is written down."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.authoring.survivors import Exam, questions_of_checks
from autograder.grading.expect import References
from autograder.records import Limits
from autograder.sandbox.levels import best_sandbox
from tests.conftest import REPOSITORY
from tests.helpers.course import repository_library
from tests.helpers.rewrites import rewritten

LIBRARY = repository_library()
EXERCISES = [pytest.param(a.name, e.name, id=f"{a.name}/{e.name}") for a in LIBRARY.values() for e in a.exercises]


SANDBOX = cache(lambda: best_sandbox(Limits()))


@cache
def exam(assignment: str, name: str) -> Exam:
    exercise = LIBRARY[assignment].exercise(name)
    questions = questions_of_checks(exercise, References(REPOSITORY))
    return Exam(exercise, questions, SANDBOX(), LIBRARY[assignment].packages)


@pytest.mark.parametrize(("assignment", "exercise"), EXERCISES)
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_harmless_rewrite_of_the_answer_keeps_full_marks(assignment: str, exercise: str, data: st.DataObject) -> None:
    source = LIBRARY[assignment].exercise(exercise).source
    text = rewritten(source.text, data.draw)
    assert text != source.text and exam(assignment, exercise).passes(text), text


def test_rewrites_swap_what_is_independent_and_rename_what_is_local() -> None:
    text = "def f(x, y):\n    a = np.exp(x)\n    b = x + 1\n    c = a + b\n    return c\n"
    assert rewritten(text, lambda numbers: 1) == (
        "def f(x, y):\n    own_1_1 = x + 1\n    print(y)\n    own_0_1 = np.exp(x)\n"
        "    own_2_1 = own_0_1 + own_1_1\n    return own_2_1\n"
    )
    held = "def f(x):\n    x[0] = 1\n    b = x + 1\n    c = rng.normal()\n    d = rng.normal()\n    return (b, c, d)\n"
    lines = rewritten(held, lambda numbers: 0).splitlines()
    assert [line.strip()[:5] for line in lines[2:-1]] == ["x[0] ", "own_0", "own_1", "own_2"]
