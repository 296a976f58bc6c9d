"""What is said of a wrong answer: two mistakes at once, which arguments, where; and nothing that is not so."""

import json
import os
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.check import Finding, Half
from autograder.grading.draw import draw_public
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.judge.heat_map import heat_map
from autograder.records import Call, Difference, Evidence, Expected, Limits, Outcome, Submission, Verdict
from autograder.report.heatmap import svg
from autograder.sandbox.levels import open_sandbox
from benchmarks.diagnosis import kept_out
from tests.conftest import EXERCISES, REPOSITORY, run_grade
from tests.helpers.judging import assignment, edited, references, verdicts

GOLDEN = Path(__file__).parent / "golden/explained.json"
SECOND = "\n\nright_{name} = {name}\n\n\ndef {name}(*args, **options):\n    out = right_{name}(*args, **options)\n{body}    return out\n"


def second(name: str, body: str) -> str:
    """Text that replaces a function by one which calls it and does something else besides."""
    return SECOND.format(name=name, body=body)


def of_the_course(name: str, exercise: str, body: str) -> dict[str, Verdict]:
    """What each check says of the bundled answer to an exercise that does something else besides."""
    course = load_course(REPOSITORY / "grader.yaml")
    chosen = load_assignment(course, name).narrowed(exercise)
    grader = Grader({name: chosen}, References(course.root), open_sandbox("process", Limits()))
    work = Submission("ada", name, (chosen.answer + second(exercise, body)).encode())
    return {verdict.check: verdict for verdict in grader.judged(work)}


def said(found: dict[str, Verdict]) -> set[str | None]:
    return {verdict.mistake for verdict in found.values() if verdict.status == "failed"}


def test_two_mistakes_that_explain_everything_together_are_both_named() -> None:
    source = edited("losses", ("dz / len(z)", "dz"), ("log_p[rows, y].mean()", "log_p[rows, y].sum()"))
    assert said(verdicts("losses", source)) == {
        "sums the loss over the batch instead of averaging, and forgets to divide the gradient by N"
    }


def test_of_two_mistakes_that_give_nan_the_one_is_named_whose_other_numbers_are_right() -> None:
    body = """    z, y, mask = args
    flat, labels, counts = z.reshape(-1, z.shape[2]), y.ravel(), mask.ravel()
    p = np.exp(flat - flat.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(len(flat))
    loss = -np.sum(counts * np.log(p[rows, labels])) / counts.sum()
    p[rows, labels] -= 1
    return loss, (p / counts.sum()).reshape(z.shape)
"""
    assert said(of_the_course("sequences", "temporal_softmax_loss", body)) == {
        "gives steps outside the mask a gradient, and takes the logarithm of probabilities, which may be 0"
    }


def test_an_empty_result_is_judged_where_some_cases_are_scripts_without_such_arguments() -> None:
    found = of_the_course("losses", "update_mean", "    if args[1] == 0:\n        return np.zeros(0), out[1]\n")
    assert found["first"].status == "failed" and found["batch"].status == "passed"


def test_two_mistakes_are_not_named_where_a_third_thing_is_wrong() -> None:
    source = edited("losses", ("dz / len(z)", "dz"), ("log_p[rows, y].mean()", "log_p[rows, y].sum()")) + second(
        "softmax_cross_entropy", "    if len(args[0]) < 3:\n        return out[0] * 1.01, out[1]\n"
    )
    assert said(verdicts("losses", source)) == {None}


def test_a_gradient_check_says_which_arguments_are_wrong_and_how_far() -> None:
    found = of_the_course("convnets", "conv2d_backward", "    return out[0], out[1], 3 * out[2]\n")
    first, amount = found["pad"].message.splitlines()[:2]
    assert first.endswith("it returns wrong values, in db, while dx and dw are right.")
    assert "|got - expected| / max(|got|, |expected|) is up to 0.67." in amount  # |3 - 1| / 3


def spoiled_edges() -> dict[str, Verdict]:
    body = "    if options.get('pad'):\n        out[..., 0, :] += 1e-3\n        out[..., -1] *= 1.1\n"
    return verdicts("convnets", edited("convnets") + second("conv2d_forward", body))


def test_a_map_shows_where_a_result_is_wrong() -> None:
    padded = spoiled_edges()["conv2d_forward.pad"]
    caption, first, *others = padded.differs.splitlines()
    assert caption.startswith("Where it is wrong, in [0, ")
    assert set(first[:-1]) == {"1"} and all(set(row[:-1]) == {"0"} and row[-1] != "0" for row in others)
    drawing = ElementTree.fromstring(svg(padded.differs))  # noqa: S314  (our own)
    assert len(drawing.findall("{*}rect")) == len(first) * (1 + len(others))


def test_a_case_that_is_too_small_lets_a_larger_one_be_drawn() -> None:
    found = of_the_course("convnets", "conv2d_forward", "    out[..., 0, 0] += 1\n")
    shown = found["stride"]
    assert "on the case" in shown.differs.splitlines()[0]
    named = shown.differs.splitlines()[0].split("on the case ")[1].split(" (")[0]
    assert named not in shown.message and shown.example


def test_a_map_is_drawn_in_the_terminal(course: Path) -> None:
    body = "    if options.get('pad'):\n        out[..., -1] *= 1.1\n"
    source = edited("convnets") + second("conv2d_forward", body)
    (course / "assignments/convnets/convnets.py").write_text(source)
    shown = run_grade("check", "convnets", cwd=course, env={"PYTHONIOENCODING": "utf-8"}).out
    assert "(the fuller, the further off):" in shown and "··██\n" in shown
    assert "..@@\n" in run_grade("check", "convnets", cwd=course, env={"PYTHONIOENCODING": "ascii"}).out


def test_no_map_is_drawn_of_hidden_cases_or_where_all_is_wrong() -> None:
    for verdict in spoiled_edges().values():
        assert not verdict.differs or verdict.visibility == "public"
    everywhere = verdicts("convnets", edited("convnets") + second("conv2d_forward", "    out += 1\n"))
    assert not any(verdict.differs for verdict in everywhere.values())


def test_mistakes_that_are_kept_out_of_the_list_are_explained_as_someone_has_read_and_found_true() -> None:
    """To accept a change, run with UPDATE_GOLDEN=1 and ask of each new sentence whether it is true of its mistake."""
    known, exercises = references(), [e for name in EXERCISES for e in assignment(name).exercises]
    found = {f"{e.name}: {says}": sentence for e in exercises for says, sentence in kept_out(e, known)}
    explained = {mistake: sentence for mistake, sentence in found.items() if sentence}
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(json.dumps({"mistakes": len(found), "explained": explained}, indent=1) + "\n")
    assert {"mistakes": len(found), "explained": explained} == json.loads(GOLDEN.read_text())


def test_of_results_that_are_yes_or_no_no_two_mistakes_are_told_at_once() -> None:
    course = load_course(REPOSITORY / "grader.yaml")
    exercise = load_assignment(course, "regularization").exercise("symmetry_broken")
    assert not [one for one in kept_out(exercise, References(course.root)) if one[1] and ", and " in one[1]]


UNRELATED = {
    "chance": "return np.random.default_rng(len(args)).normal(size=np.shape(right))",
    "noise": "return right * (1 + 1e-3 * np.cos(1e6 * np.asarray(right)))",
    "waves": "return np.sin(3 * np.asarray(right) + 0.3)",
    "a fixed number": "return np.full(np.shape(right), 0.123)",
    "every third": "out = np.array(right, float); out.flat[::3] = 0.7; return out if out.size > 1 else 0.77",
}


@pytest.mark.parametrize("kind", UNRELATED)
def test_nothing_is_said_of_answers_that_are_wrong_in_no_known_way(kind: str) -> None:
    """Precision: on the result of every function that returns one array or number."""
    for name in ("activations", "convnets", "losses"):
        source = assignment(name).answer + _replaced(name, UNRELATED[kind])
        found = verdicts(name, source)
        assert {v.mistake for v in found.values() if v.status == "failed" and v.mistake} <= {None}, kind
        assert any(v.status == "failed" for v in found.values())


def _replaced(name: str, body: str) -> str:
    functions = [e.name for e in assignment(name).exercises if e.name != "softmax_cross_entropy"]
    return "".join(
        f"\n\nright_{f} = {f}\n\n\ndef {f}(*args, **options):\n    right = right_{f}(*args, **options)\n    {body}\n"
        for f in functions
    )


def test_texts_that_differ_are_drawn_nowhere() -> None:
    call = Call("f", "same", "a case", hidden=False, function="f", args=(np.ones((4, 4)),), options={})
    finding = Finding(Evidence(call, Expected(["a", "b"]), Outcome(None, ["a", "c"])), Difference("value", "[1]"))
    assert heat_map(Half(assignment("losses").exercises[0], "worked", []), finding) == ""


def test_errors_of_any_size_are_drawn() -> None:
    exercise = assignment("losses").exercises[0]
    call = Call(exercise.name, "worked", "a case", hidden=False, function="f", args=(np.ones((4, 4)),), options={})
    got = np.zeros((4, 4))
    got[0] = 1e308, -np.inf, np.nan, 0.5
    finding = Finding(Evidence(call, Expected(np.zeros((4, 4))), Outcome(None, got)), Difference("value", ""))
    assert heat_map(Half(exercise, "worked", []), finding).splitlines()[1:] == ["4441", *["0000"] * 3]


def test_a_batch_is_spoken_of_only_where_the_statement_has_one() -> None:
    scores, slope = (
        assignment("losses").exercise("softmax_cross_entropy"),
        assignment("activations").exercise("sigmoid_derivative"),
    )
    assert scores.batched("z") and scores.batched("y") and not slope.batched("z")


def test_a_class_is_told_of_its_attributes_and_not_of_a_stubs_arguments() -> None:
    course = load_course(REPOSITORY / "grader.yaml")
    chosen = load_assignment(course, "autograd").narrowed("Value")
    grader = Grader({"autograd": chosen}, References(course.root), open_sandbox("process", Limits()))
    source = chosen.answer.replace("grad", "gradient")
    found = grader.judged(Submission("ada", "autograd", source.encode()))
    lost = [
        verdict for verdict in found if verdict.mistake == "lacks an attribute or a method of a Value that is asked for"
    ]
    assert lost and all("Hint: Give the class the attributes" in verdict.message for verdict in lost)


def test_an_exception_of_a_case_that_goes_on_with_what_came_back_is_not_said_to_be_the_codes() -> None:
    chosen = load_assignment(load_course(REPOSITORY / "grader.yaml"), "optimizers").narrowed("sgd_step")
    grader = Grader({"optimizers": chosen}, References(REPOSITORY), open_sandbox("process", Limits()))
    tupled = "\n\ndef sgd_step(w, dw, lr):\n    return w - lr * dw, None\n"
    found = {v.check: v for v in grader.judged(Submission("ada", "optimizers", (chosen.answer + tupled).encode()))}
    assert str(found["step"].mistake).startswith("returns a tuple of 2, of which item 0 is right")
    assert found["path"].mistake is None
    assert found["path"].message.startswith(
        "On the case '3 updates' it returns something with which the case cannot go on: ValueError."
    )
    assert found["path"].message.endswith("Hint: Compare what you return with the first line of the statement.")


@pytest.mark.parametrize(
    ("name", "exercise", "body", "sentence"),
    [
        ("optimizers", "adam_step", "    return None\n", "returns None, as a function without `return` does"),
        ("autograd", "Value", "", "has a method that returns None, as a function without `return` does"),
    ],
)
def test_a_case_that_gets_none_back_says_so(name: str, exercise: str, body: str, sentence: str) -> None:
    chosen = load_assignment(load_course(REPOSITORY / "grader.yaml"), name).narrowed(exercise)
    forgetful = second(exercise, body) if body else "\n\nValue.__mul__ = Value.__rmul__ = lambda self, other: None\n"
    grader = Grader({name: chosen}, References(REPOSITORY), open_sandbox("process", Limits()))
    found = grader.judged(Submission("ada", name, (chosen.answer + forgetful).encode()))
    assert {v.mistake for v in found if v.reason == "raised"} == {sentence}


def test_a_mistake_comes_with_a_hint_of_its_own_where_its_checks_hint_asks_for_what_the_code_does() -> None:
    found = verdicts("optimizers", edited("optimizers", ("+ eps), m, v", "+ eps), m_hat, v_hat")))["adam_step.early"]
    assert found.mistake == "returns the corrected averages as the new state"
    assert found.message.endswith("Hint: The corrected averages are for this step alone; m and v go on as they are.")


def test_a_mistake_whose_sentence_begins_with_another_ones_has_its_own_hint() -> None:
    both = next(m for m in assignment("optimizers").exercise("adam_step").mistakes if ", and puts eps" in m.says)
    source = assignment("optimizers").composed(lambda e: e.mistaken(both) if e.name == "adam_step" else e.source.text)
    said = {v.message.rpartition("Hint: ")[2] for v in verdicts("optimizers", source).values() if v.mistake}
    assert said == {both.hint}


def test_a_property_has_no_one_right_result_to_draw() -> None:
    found = of_the_course("regularization", "dropout_forward", "    return out[0] * np.nan, out[1]\n")
    assert (found["rate"].reason, found["rate"].differs) == ("not_finite", "")


def test_a_place_counts_in_what_the_function_returns_also_if_only_one_item_of_it_is_asked() -> None:
    found = of_the_course(
        "losses", "hinge_loss", "    return out[0], out[1] + np.arange(out[1].size).reshape(out[1].shape)\n"
    )
    assert found["gradient"].message.splitlines()[0].endswith("returns wrong values, in item [1] of the result.")


def test_a_line_of_another_function_is_not_said_to_be_in_the_one_that_is_asked() -> None:
    course = load_course(REPOSITORY / "grader.yaml")
    chosen = load_assignment(course, "losses").narrowed("hinge_loss")
    helper = "\n\ndef helper(x):\n    return x @ x @ 1.0\n\n\ndef hinge_loss(z, y):\n    return helper(z)\n"
    grader = Grader({"losses": chosen}, References(course.root), open_sandbox("process", Limits()))
    first, *_ = grader.judged(Submission("ada", "losses", (chosen.answer + helper).encode()))
    line = (chosen.answer + helper).splitlines().index("    return x @ x @ 1.0") + 1
    assert first.message.splitlines()[0].endswith(f"raises ValueError at line {line}, while hinge_loss runs.")


def test_a_case_whose_last_part_is_empty_has_a_name_without_its_comma() -> None:
    for name, exercise in (("regularization", "uniform_init"), ("attention", "rmsnorm")):
        chosen = load_assignment(load_course(REPOSITORY / "grader.yaml"), name).exercise(exercise)
        names = {call.case for group in draw_public(chosen) for call in group}
        assert names and all(case == case.strip(" ,") for case in names)


def test_arguments_whose_numbers_are_wrong_are_not_said_to_have_another_shape() -> None:
    course = load_course(REPOSITORY / "grader.yaml")
    chosen = load_assignment(course, "sequences").narrowed("rnn_backward")
    body = "    return 2 * out[0], out[1], np.nan * out[2], 0, out[4]\n"
    grader = Grader({"sequences": chosen}, References(course.root), open_sandbox("process", Limits()))
    source = load_assignment(course, "sequences").answer + second("rnn_backward", body)
    found = {v.check: v for v in grader.judged(Submission("ada", "sequences", source.encode()))}
    assert found["one"].message.splitlines()[0].endswith("of the wrong shape, in dwh, while dh0 and db are right.")


def test_a_list_of_which_some_numbers_are_right_is_not_said_to_be_off_everywhere() -> None:
    found = of_the_course("convnets", "resnet_parameters", "    out[1] += 64 if not args[1] else 0\n")
    assert said(found) == {"is off by the same number wherever it is wrong"}


def test_a_check_that_fails_behind_another_for_an_unknown_reason_gives_no_hint() -> None:
    found = of_the_course("optimizers", "adagrad_step", "    return out[0] + np.cos(1e3 * args[0]), out[1]\n")
    hints = {name: verdict.message.partition("Hint: ")[2] for name, verdict in found.items()}
    assert {verdict.mistake for verdict in found.values()} == {None}
    assert [name for name, hint in hints.items() if hint] == ["step"]


def test_of_two_mistakes_a_check_gives_the_hint_of_its_own() -> None:
    source = edited("losses", ("dz / len(z)", "dz"), ("log_p[rows, y].mean()", "log_p[rows, y].sum()"))
    found = verdicts("losses", source)
    checks = assignment("losses").exercise("softmax_cross_entropy").checks
    for name in ("loss", "gradient"):
        own = next(m for m in checks[name].catches if m.says in str(found[f"softmax_cross_entropy.{name}"].mistake))
        assert found[f"softmax_cross_entropy.{name}"].message.endswith(own.hint or checks[name].hints[-1])


UNREADABLE = {
    "writes something else than an npz file, or a part of one": "file.write(b'PK')",
    "saves an array of objects, which NumPy pickles": "np.savez(file, architecture=np.array({}, dtype=object))",
    "saves a text that is no JSON": "np.savez(file, architecture='{')",
}


@pytest.mark.parametrize("says", UNREADABLE)
def test_a_file_that_the_grader_cannot_read_is_no_exception_of_the_function(says: str) -> None:
    course = load_course(REPOSITORY / "grader.yaml")
    whole = load_assignment(course, "training")
    source = f"{whole.answer}\n\ndef save_network(file, network):\n    {UNREADABLE[says]}\n"
    library = {"training": whole.narrowed("save_network")}
    grader = Grader(library, References(course.root), open_sandbox("process", Limits()))
    found = grader.judged(Submission("ada", "training", source.encode()))
    assert {(verdict.reason, verdict.mistake) for verdict in found} == {("unreadable", says)}
    assert all("it leaves a file that cannot be read." in verdict.message for verdict in found)


def test_a_network_file_that_is_closed_has_been_written() -> None:
    course = load_course(REPOSITORY / "grader.yaml")
    whole = load_assignment(course, "training")
    source = whole.answer + second("save_network", "    args[0].close()\n")
    library = {"training": whole.narrowed("save_network")}
    grader = Grader(library, References(course.root), open_sandbox("process", Limits()))
    assert {one.status for one in grader.judged(Submission("ada", "training", source.encode()))} == {"passed"}


def test_one_thing_has_a_name_in_the_singular_in_the_name_of_a_case() -> None:
    course = load_course(REPOSITORY / "grader.yaml")
    library = [exercise for name in course.assignments for exercise in load_assignment(course, name).exercises]
    names = [call.case for exercise in library for group in draw_public(exercise) for call in group]
    assert len(names) > len(library)
    assert not [name for name in names if re.search(r"(?:^|, )1 \w+s(?:,|$)", name)]


def test_nobody_takes_an_array_for_a_truth_value() -> None:
    course = load_course(REPOSITORY / "grader.yaml")
    exercise = load_assignment(course, "deep_networks").exercise("network_forward")
    assert not [said for _, said in kept_out(exercise, References(course.root)) if said and "where training is" in said]


def test_nobody_counts_from_a_mask() -> None:
    course = load_course(REPOSITORY / "grader.yaml")
    exercise = load_assignment(course, "attention").exercise("scaled_dot_product_attention")
    found = dict(kept_out(exercise, References(course.root)))
    hidden = "hides where the mask is True, and leaves some queries nothing to see"
    assert hidden in found and not [said for said in found.values() if said and "mask - 1" in said]


@pytest.mark.parametrize(
    ("exercise", "body", "rule"),
    [
        ("normal_init", "    return 10 * out\n", "the numbers that it draws have another standard deviation"),
        ("add_noise", "    out = np.clip(out, 0, 1)\n", "the numbers that it adds have another standard deviation"),
        ("normal_init", "    return out + 0.01\n", "the mean of the numbers that it draws is not 0"),
    ],
)
def test_a_rule_on_random_numbers_says_what_is_wrong_with_them_and_one_hint_is_enough(
    exercise: str, body: str, rule: str
) -> None:
    found = of_the_course("regularization", exercise, body)
    broken = [v for v in found.values() if v.status == "failed" and v.reason == "property"]
    assert len(broken) == 2 and all(f"it breaks a rule: {rule}." in v.message for v in broken)
    assert ["Hint" in verdict.message for verdict in broken if not verdict.mistake] in ([True, False], [False])


def test_dropout_that_scales_in_testing_alone_is_not_said_to_have_scaled_in_training() -> None:
    body = (
        "    training = args[3:] == () and options.get('training', True)\n"
        "    return (out[0] if training else args[0]) * (1 - args[1]), out[1]\n"
    )
    assert "scales by 1 - p in testing and not in training, as standard dropout does" in said(
        of_the_course("regularization", "dropout_forward", body)
    )
