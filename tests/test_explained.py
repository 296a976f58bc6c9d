"""Wrong answers of many kinds, graded in one run: what is said of each, and of which nothing is.

``wrong_answers/*.txt`` hold one function each, as a student would hand it in, below a line with the exercise and a
sentence that one of its failed checks gets; it completes "It looks as if the code ...".  Where no sentence stands,
nothing is known, and nothing may be said.
"""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import course_of, read_results, run_grade, submit

EXERCISES = {
    "activations": ["sigmoid", "relu_derivative", "softmax", "softplus"],
    "losses": ["softmax_cross_entropy", "cross_entropy", "log_softmax"],
    "perceptron": ["perceptron_forward", "perceptron_train"],
    "backprop": ["dense_forward", "dense_backward", "mlp_forward"],
    "convnets": ["conv2d_forward", "conv2d_backward"],
    "autograd": ["Value"],
}
FOLDER = Path(__file__).parent / "wrong_answers"
HEAD = re.compile(r"^### (\w+):(.*)\n", re.MULTILINE)


class Wrong(NamedTuple):
    """A wrong answer, and what is said of it."""

    exercise: str
    says: str
    body: str


def wrong_answers() -> list[Wrong]:
    """All of them, in the order of the files."""
    text = "\n".join(path.read_text() for path in sorted(FOLDER.glob("*.txt")))
    _, *parts = HEAD.split(text)
    return [Wrong(parts[i], parts[i + 1].strip(), parts[i + 2]) for i in range(0, len(parts), 3)]


WRONG = wrong_answers()


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The sentence of each failed check, by its name, for each wrong answer."""
    root = tmp_path_factory.mktemp("explained")
    course = course_of(root / "course", EXERCISES)
    assignments = {exercise: name for name, own in EXERCISES.items() for exercise in own}
    for number, one in enumerate(WRONG):
        source = f"import math\nimport numpy as np\n\n\n{one.body}"
        submit(course / "submissions", f"s{number:03}", assignments[one.exercise], source)
    ran = run_grade("all", "--json", root / "all.json", "--quiet", "--isolation", "process", cwd=course)
    assert ran.code == 0, ran.err
    found = {
        (result["student"], exercise["name"]): {
            check["name"]: check["mistake"] for check in exercise["checks"] if check["status"] == "failed"
        }
        for result in read_results(root / "all.json")
        for exercise in result["exercises"]
    }
    return [found[f"s{number:03}", one.exercise] for number, one in enumerate(WRONG)]


def test_right_numbers_of_the_wrong_kind_cost_one_check(said: list[dict[str, Any]]) -> None:
    lost = [
        (wrong.exercise, *checks.items())
        for wrong, checks in zip(WRONG, said, strict=True)
        if wrong.says == "returns integers where floating numbers are asked"
    ]
    assert [(exercise, len(checks)) for exercise, *checks in lost] == [
        ("relu_derivative", 1),
        ("Value", 1),
        ("softmax", 1),
    ]


def test_each_wrong_answer_gets_its_sentence(said: list[dict[str, Any]]) -> None:
    odd = [
        f"{wrong.exercise} {checks}, and not {wrong.says!r}:\n{wrong.body}"
        for wrong, checks in zip(WRONG, said, strict=True)
        if not checks or (wrong.says not in checks.values() if wrong.says else {*checks.values()} != {None})
    ]
    assert not odd, "\n".join(odd)
