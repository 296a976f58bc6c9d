"""One bug is charged once: what is right with the student's own wrong functions is carried forward."""

import time
from collections.abc import Sequence
from dataclasses import replace

from autograder.authoring.carried import carry_problems
from autograder.grading.ask import Answered, ExerciseQuestions, ask
from autograder.grading.pipeline import Grader
from autograder.records import Submission
from autograder.sandbox import Sandbox
from autograder.sandbox.levels import walled_sandbox
from autograder.sandbox.supervise import StudentModule
from tests.helpers.siblings import SIGMOID, USERS, judged, lost, module, references, users, walled

FORWARD = "z = x @ w + b\n        x = function"
RIGHT = "It is right, with your own {}, which is wrong: fix that first."
USES = "It uses your {}, which fails: fix that first."
SIGN = module("activations", (SIGMOID, "    return 1 / (1 + np.exp(z))\n"))
BIAS = module("backprop", (FORWARD, "z = x @ w\n        x = function"))


def test_a_sign_error_in_a_sigmoid_costs_the_sigmoid_alone() -> None:
    found = judged("activations", SIGN)
    assert lost(found) == {"sigmoid": users("activations").exercise("sigmoid").points}
    carried = [v for v in found.values() if v.carried_forward]
    assert sum(v.max_points for v in carried) == 31.0
    assert {(v.status, v.points, v.mistake, v.message) for v in carried} == {
        ("failed", 0.0, None, RIGHT.format("sigmoid"))
    }


def test_a_bug_without_a_name_is_followed_by_asking_the_students_function() -> None:
    found = judged("activations", module("activations", (SIGMOID, SIGMOID.replace("(1 + e)", "(1 + 2 * e)"))))
    assert {name for name, v in found.items() if v.mistake} == set()
    assert set(lost(found)) == {"sigmoid"} and any(v.carried_forward for v in found.values())


def test_a_forgotten_bias_costs_the_forward_alone() -> None:
    """The gradients behind it too, whose cache only the student's code can read, and 150 epochs of training."""
    found = judged("backprop", BIAS)
    assert lost(found) == {"mlp_forward": 10.0}
    assert {v.exercise for v in found.values() if v.carried_forward == "mlp_forward"} == {"mlp_backward", "train_mlp"}


def test_a_table_that_is_read_wrongly_costs_no_training_that_cannot_reach_its_band_with_it() -> None:
    found = judged("sequences", module("sequences", ("    return w[ids]\n", "    return w[ids - 1]\n")))
    assert lost(found) == {"embedding_forward": 4.0}
    assert found["train_char_lstm.learns"].carried_forward == "embedding_forward"


def test_nor_is_a_training_carried_that_is_wrong_by_itself() -> None:
    wrong = module("sequences", ("    return w[ids]\n", "    return w[ids - 1]\n"), ("u + 1, lr)", "1, lr)"))
    assert set(lost(judged("sequences", wrong))) == {"embedding_forward", "train_char_lstm"}


def test_the_time_in_which_the_grader_judges_costs_no_credit() -> None:
    seconds = 4.0

    def judged_slowly(sandbox: Sandbox, module: StudentModule, asked: Sequence[ExerciseQuestions]) -> Answered:
        yield from ask(sandbox, module, asked)
        time.sleep(seconds)

    sandbox = walled_sandbox(replace(walled().limits, submission_seconds=seconds))
    grader = Grader({"activations": users("activations")}, references(), sandbox, b"test", 1, judged_slowly)
    found = grader.judged(Submission("ada", "activations", SIGN.encode()))
    assert {v.exercise for v in found if v.carried_forward} == set(USERS["activations"]) - {"sigmoid"}


def test_what_has_a_mistake_of_its_own_as_well_keeps_nothing() -> None:
    wrong_too = SIGN.replace("z * sigmoid(z)", "np.abs(z) * sigmoid(z)")
    found = judged("activations", wrong_too)
    assert set(lost(found)) == {"sigmoid", "swish"}
    assert found["swish.values"].message.endswith(USES.format("sigmoid")) and not found["swish.values"].mistake


def test_what_has_the_same_mistake_without_calling_it_keeps_nothing() -> None:
    found = judged("activations", SIGN.replace("z * sigmoid(z)", "z / (1 + np.exp(z))"))
    assert found["swish.values"].mistake == "has the sign of the exponent wrong"
    assert set(lost(found)) == {"sigmoid", "swish"}


def test_a_students_own_check_says_what_to_fix_first_and_names_no_mistake() -> None:
    found = judged("backprop", BIAS, secret=None)
    behind = [v for v in found.values() if v.exercise != "mlp_forward" and v.status != "passed"]
    assert behind and not any(v.mistake or v.carried_forward or "Hint" in v.message for v in behind)
    said = ("mlp_forward, which fails: fix that first.", "mlp_forward, which is wrong: fix that first.")
    assert all(any(sentence in v.message for sentence in said) for v in behind)


def test_a_students_own_check_also_sees_what_a_helper_calls_directly() -> None:
    """The answer's block calls merge_heads by way of multi_head_attention, this one by way of a helper."""
    helper = (
        "def attend(x, wq, wk, wv, wo, h, mask):\n    q, k, v = (split_heads(x @ w, h) for w in (wq, wk, wv))\n"
        "    return merge_heads(scaled_dot_product_attention(q, k, v, mask)) @ wo\n\n\ndef transformer_block("
    )
    source = module(
        "attention",
        ("np.swapaxes(x, 1, 2).reshape(n, t, h * d)", "x.reshape(n, t, h * d)"),
        ("def transformer_block(", helper),
        ("x + multi_head_attention(rmsnorm", "x + attend(rmsnorm"),
    )
    found = judged("attention", source, secret=None)
    behind = [v for v in found.values() if v.exercise == "transformer_block" and v.status == "failed" and not v.waits]
    assert behind and all(USES.format("merge_heads") in v.message for v in behind)


def test_the_uses_are_read_from_the_answers() -> None:
    found = {e.name: set(e.siblings) for name in USERS for e in users(name).exercises if e.siblings}
    assert found.pop("train_mlp") == {"mlp_backward", "mlp_forward"} and found.pop("mlp_backward") == {"mlp_forward"}
    assert set(found) == {*USERS["activations"]} - {"sigmoid"} and all(uses == {"sigmoid"} for uses in found.values())


def test_verify_wants_a_mistake_that_still_calls_what_is_used() -> None:
    whole, swish = users("activations"), users("activations").exercise("swish")
    assert list(carry_problems(whole, swish, references(), walled())) == []
    without = {
        name: replace(check, catches=[m for m in check.catches if "sigmoid" not in m.wrong])
        for name, check in swish.checks.items()
    }
    bare = replace(swish, checks=without)
    narrowed = replace(whole, exercises=tuple(bare if e is swish else e for e in whole.exercises))
    [problem] = carry_problems(narrowed, bare, references(), walled())
    assert "loses points with every mistake of sigmoid" in problem
