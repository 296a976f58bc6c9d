"""Pictures of verdicts: curves of training beside the reference's, and planes that a result divides."""

import json
import math
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.rules import drawing_problems
from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.drawings import CORNERS, DRAWINGS, plane
from autograder.exercise.vocabulary import Vocabulary
from autograder.grading.draw import draw_public
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.records import Boundary, Curve, Limits, Submission, Verdict
from autograder.records.picture import MOST, packed, unpacked
from autograder.report.picture import svg, words
from autograder.sandbox.levels import open_sandbox
from tests.conftest import course_of, trusted
from tests.helpers.shared import made_once

EXERCISES = {
    "perceptron": ["decision_boundary", "perceptron_train", "xor_weights"],
    "activations": ["xor_hidden", "xor_line"],
    "gradient_descent": ["fit_logistic_regression"],
    "backprop": ["mlp_forward", "mlp_backward", "train_mlp"],
}
CURVE = Curve("loss", 100, (2.0, None, 0.5), 5, 3, (1.0, 0.5, 0.25), (2.0, 1.0, 0.5))
PLANE = Boundary(("x1", "x2"), 0.0, 1.0, 0.0, 1.0, ("01", "11"), ((0.0, 0.0, 1, 1), (1.0, 1.0, 0, 1)))


@cache
def solved(name: str) -> SolvedAssignment:
    """An assignment of a course of a few exercises."""
    root = trusted(made_once("course-of-pictures", lambda root: course_of(root, EXERCISES)))
    return load_assignment(load_course(root / "grader.yaml"), name)


def judged(name: str, *edits: tuple[str, str]) -> dict[str, Verdict]:
    """The verdicts on the answer to an assignment with texts replaced, by exercise and check."""
    assignment, source = solved(name), solved(name).answer
    for right, wrong in edits:
        assert source.count(right) == 1, right
        source = source.replace(right, wrong)
    references = References(trusted(made_once("course-of-pictures", lambda root: course_of(root, EXERCISES))))
    grader = Grader({name: assignment}, references, open_sandbox("process", Limits()), b"test", 8)
    return {f"{v.exercise}.{v.check}": v for v in grader.judged(Submission("ada", name, source.encode()))}


def curve(verdict: Verdict) -> Curve:
    found = unpacked(verdict.picture)
    assert isinstance(found, Curve), verdict
    return found


def boundary(verdict: Verdict) -> Boundary:
    found = unpacked(verdict.picture)
    assert isinstance(found, Boundary), verdict
    return found


def test_right_training_lies_in_the_references_band() -> None:
    verdict = judged("gradient_descent")["fit_logistic_regression.pictures"]
    found, band = curve(verdict), solved("gradient_descent").exercises[0].calibration.bands["pictures"]
    assert verdict.status == "passed" and (found.steps, found.asked_steps, found.runs) == (60, 60, band.n)
    assert found.own[0] == found.low[0] == found.high[0] == pytest.approx(math.log(2), abs=1e-4)
    for own, low, high in zip(found.own, found.low, found.high, strict=True):
        assert own is not None and low is not None and high is not None and low <= own <= high


def test_wrong_training_leaves_the_band_and_words_say_where() -> None:
    step = ("w = w - lr * x.T @ e / len(x)", "w = w + lr * x.T @ e / len(x)")
    verdict = judged("gradient_descent", step)["fit_logistic_regression.pictures"]
    found = curve(verdict)
    assert (verdict.status, verdict.visibility) == ("failed", "public")
    assert found.own[-1] is not None and found.high[-1] is not None and found.own[-1] > 2 * found.high[-1]
    assert f"{found.own[-1]:.3g} at last (60 steps)" in words(found) and "runs of the reference" in words(found)


def test_training_that_breaks_down_is_drawn_up_to_there() -> None:
    broken = ("    return w, b, losses", "    losses[20:] = [float('nan')] * 40\n    return w, b, losses")
    verdict = judged("gradient_descent", broken)["fit_logistic_regression.pictures"]
    found = curve(verdict)
    assert verdict.reason == "not_finite" and found.own[19] is not None and set(found.own[20:]) == {None}
    assert "not a finite number at step 21" in words(found)
    drawing = ElementTree.fromstring(svg(found))  # noqa: S314  (our own)
    assert len(drawing.findall("{*}path")) == 5  # the axes, the band with its two edges, and one line


@pytest.mark.parametrize(
    "result", ["w, b", "w, b, [l * 1j for l in losses]", "w, b, 'losses'", "w, b, []", "w, b, [losses]", "None"]
)
def test_a_result_that_is_made_otherwise_has_no_picture(result: str) -> None:
    assert (
        judged("gradient_descent", ("return w, b, losses", f"return {result}"))[
            "fit_logistic_regression.pictures"
        ].picture
        == ""
    )


def test_a_long_run_is_thinned_to_its_first_and_last_step() -> None:
    longer = ("    return w, b, losses", "    return w, b, [*losses, *[1.5] * 939, 7.0]")
    found = curve(judged("gradient_descent", longer)["fit_logistic_regression.pictures"])
    assert found.steps == 1000 and len(found.own) == MOST and found.own[-1] == 7.0
    assert len(packed(found)) < 4096


def test_hidden_cases_are_not_drawn() -> None:
    """The code knows the public cases by heart, and is wrong everywhere else."""
    exercise = solved("gradient_descent").exercises[0]
    known = [float(group.call.args[0].sum()) for group in draw_public(exercise)]
    honest = "    w, b, losses = np.zeros(x.shape[1]), 0.0, []\n"
    by_heart = f"    if not np.isclose(x.sum(), {known}, rtol=1e-12).any():\n        lr = -lr\n"
    found = judged("gradient_descent", (honest, by_heart + honest))
    hidden = [verdict for verdict in found.values() if verdict.visibility == "hidden" and verdict.status == "failed"]
    assert len(hidden) >= 3 and not any(verdict.picture for verdict in hidden)


def test_a_plane_is_divided_as_the_result_divides_it() -> None:
    right = boundary(judged("perceptron")["perceptron_train.gates"])
    assert {point[:2] for point in right.points} == {tuple(corner) for corner in CORNERS.tolist()}
    assert all(asked == given for *_, asked, given in right.points) and len({*"".join(right.classes)}) == 2
    verdict = judged("perceptron", ("[1.0, -1.0]", "[1.0, 0.0]"))["xor_weights.xor"]
    wrong = boundary(verdict)
    assert verdict.mistake == "computes OR" and [p[:2] for p in wrong.points if p[2] != p[3]] == [(1.0, 1.0)]
    assert "3 of 4 are on the right side; on the wrong side: (1, 1)." in words(wrong)
    assert wrong.classes[-1][0] == "0" and wrong.classes[0][-1] == wrong.classes[0][0] == "1"  # the upper row first


def test_a_line_divides_the_plane_beside_what_the_unit_itself_says() -> None:
    right = boundary(judged("perceptron")["decision_boundary.line"])
    assert all(asked == given for *_, asked, given in right.points) and len({*"".join(right.classes)}) == 2
    assert {asked for _, _, asked, _ in right.points} == {0, 1}
    verdict = judged("perceptron", ("-(w[0] * x1 + b) / w[1]", "-(w[0] * x1 + 3 * b) / w[1]"))["decision_boundary.line"]
    wrong = [(asked, given) for _, _, asked, given in boundary(verdict).points if asked != given]
    assert verdict.status == "failed" and len({*wrong}) == 1  # all on one side: the line is too high, or too low


def test_a_network_and_a_hidden_layer_are_drawn_too() -> None:
    network = boundary(judged("backprop")["train_mlp.xor"])
    assert all(asked == given for *_, asked, given in network.points)
    assert curve(judged("backprop")["train_mlp.epochs"]).runs == 1
    hidden = boundary(judged("activations", ("-0.045", "0.0"))["xor_line.line"])
    assert hidden.axes == ("h1", "h2") and "where it is shaded" in words(hidden) and "2 of 4 are" in words(hidden)


def test_a_plane_shows_the_classes_where_they_are() -> None:
    made = plane(lambda x: x[:, 1] > 0.5, CORNERS, np.array([0, 1, 0, 1]))
    half = len(made.classes) // 2
    assert {*made.classes[:half]} == {"1" * 2 * half} and {*made.classes[half:]} == {"0" * 2 * half}
    drawing = ElementTree.fromstring(svg(made))  # noqa: S314  (our own)
    shaded = [rect for rect in drawing.findall("{*}rect") if rect.get("fill") != "none"]
    assert {float(rect.get("y", "-1")) < 100 for rect in shaded} == {True} and len(shaded) == half
    places = {(float(one.get("cx", "")), float(one.get("cy", ""))) for one in drawing.findall("{*}circle")}
    assert len(places) == 4 and all(0 < across < 200 and 0 < down < 200 for across, down in places)


def test_a_network_of_more_layers_has_no_picture() -> None:
    deeper = ("    return params, losses", "    return [params[0]] * 3 if x.shape == (4, 2) else params, losses")
    assert judged("backprop", deeper)["train_mlp.xor"].picture == ""


@pytest.mark.parametrize(
    "picture", [CURVE, PLANE, replace(CURVE, own=(1e300, -1e300, 1e-300)), replace(CURVE, own=(None,))]
)
def test_a_picture_is_kept_as_a_text(picture: Curve | Boundary) -> None:
    assert unpacked(packed(picture)) == picture


def changed(picture: Curve | Boundary, name: str, value: object) -> str:
    return json.dumps({**json.loads(packed(picture)), name: value})


NO_CURVES: list[tuple[str, object]] = [
    *(("own", own) for own in ([], [math.nan], [math.inf], ["<b>"], [0.0] * 65, 1.0)),
    *((name, wrong) for name in ("steps", "runs", "asked_steps") for wrong in (0, -1, 1.5, 1e999, "1x")),
    *(("name", name) for name in ("a" * 61, 1, None)),
    ("kind", "map"),
    ("low", [0.0]),
]
NO_PLANES: list[tuple[str, object]] = [
    *(("classes", rows) for rows in ([], ["01", "1"], ["02"], ["0" * 65], ["0"] * 65, "01", [[0]])),
    *(("points", points) for points in ([[0, 0, 2, 0]], [[0, 0, 1]], [[0, 0, 1, 1]] * 65, [[math.nan, 0, 1, 1]], 1)),
    *(("left", left) for left in (1.0, -math.inf, math.nan, None)),
    ("axes", ["x1"]),
    ("axes", ["x1", "a" * 61]),
]


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '"curve"', '{"kind": "curve"}'),
        *(changed(CURVE, name, value) for name, value in NO_CURVES),
        *(changed(PLANE, name, value) for name, value in NO_PLANES),
    ],
)
def test_a_text_that_is_no_picture_is_none(text: str) -> None:
    assert unpacked(text) is None


numbers = st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=MOST)


@given(numbers, numbers, st.integers(1, 9), st.text(max_size=60))
def test_any_curve_can_be_drawn_and_said(
    own: list[float | None], asked: list[float | None], runs: int, name: str
) -> None:
    made = Curve(name, len(own) + 5, tuple(own), runs, len(asked), tuple(asked), tuple(asked))
    drawn = svg(unpacked(packed(made)) or made)
    assert "nan" not in drawn.replace(name, "") and "inf" not in drawn.replace(name, "") and words(made).endswith(").")
    ElementTree.fromstring(drawn)  # noqa: S314  (our own)


def test_a_drawing_that_does_not_fit_or_does_not_exist_is_the_authors_problem() -> None:
    exercise = solved("perceptron").exercise("perceptron_train")
    questions = References(made_once("course-of-pictures", lambda root: course_of(root, EXERCISES))).expect(
        exercise, draw_public(exercise)
    )
    assert list(drawing_problems(exercise, questions)) == []
    own = Vocabulary(drawings={**DRAWINGS, "mistakes": lambda inputs, returned, known: returned["no such item"]})
    [problem] = drawing_problems(replace(exercise, vocabulary=own), questions)
    assert problem.startswith("check 'unseen': 'mistakes' cannot draw what the reference returns: TypeError")
    [unknown] = Vocabulary().unknown_drawing("loses")
    assert "Did you mean 'losses'?" in unknown
