"""Modules of the repository's own course, judged behind walls: functions that use others of the student's."""

from dataclasses import replace
from functools import cache

import pytest

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import Course, load_course
from autograder.course.library import load_assignment
from autograder.errors import SandboxFailed
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.records import Limits, Submission, Verdict
from autograder.sandbox import Sandbox
from autograder.sandbox.levels import walled_sandbox
from tests.conftest import REPOSITORY

USERS = {
    "activations": ("sigmoid", "swish", "swish_derivative", "softplus_derivative", "log_sigmoid_derivative"),
    "backprop": ("mlp_forward", "mlp_backward", "train_mlp"),
}
"""Exercises whose answers use others, and these."""
READER = (
    "embedding_forward",
    "embedding_backward",
    "lstm_step_forward",
    "lstm_step_backward",
    "lstm_forward",
    "lstm_backward",
    "temporal_softmax_loss",
    "train_char_lstm",
)
"""A training that is judged by a band, and all that its answer uses."""
BLOCK = (
    "causal_mask",
    "split_heads",
    "merge_heads",
    "scaled_dot_product_attention",
    "multi_head_attention",
    "rmsnorm",
    "gelu",
    "transformer_block",
)
"""An exercise whose answer uses one that uses others again, and all of these."""
ASKED = {**USERS, "sequences": READER, "attention": BLOCK}
SIGMOID = "    e = np.exp(-np.abs(z))\n    return np.where(z >= 0, 1, e) / (1 + e)\n"
"""The body of the sigmoid's answer."""


@cache
def course() -> Course:
    return load_course(REPOSITORY / "grader.yaml")


@cache
def users(name: str) -> SolvedAssignment:
    return load_assignment(course(), name).narrowed(*ASKED[name])


@cache
def _walled() -> Sandbox | None:
    try:
        return walled_sandbox(Limits())
    except SandboxFailed:
        return None


def walled() -> Sandbox:
    """The best sandbox with walls that can be had here; skips the test where there is none."""
    sandbox = _walled()
    if sandbox is None:
        pytest.skip("no level with walls works here")
    return sandbox


@cache
def references() -> References:
    return References(REPOSITORY)


def module(name: str, *edits: tuple[str, str]) -> str:
    """The answers to `USERS`, with texts replaced that occur once."""
    text = load_assignment(course(), name).composed(lambda e: e.source.text if e.name in ASKED[name] else "")
    for right, wrong in edits:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    return text


def judged(
    name: str, source: str, *only: str, secret: bytes | None = b"test", seconds: float | None = None
) -> dict[str, Verdict]:
    """The verdicts by ``exercise.check``; without a secret, on the public cases only."""
    narrowed = users(name).narrowed(*only)
    if seconds:
        narrowed = replace(narrowed, exercises=tuple(replace(e, seconds=seconds) for e in narrowed.exercises))
    grader = Grader({name: narrowed}, references(), walled(), secret, 8)
    return {f"{v.exercise}.{v.check}": v for v in grader.judged(Submission("ada", name, source.encode()))}


def lost(verdicts: dict[str, Verdict]) -> dict[str, float]:
    """The points that each exercise loses, and that are not carried forward."""
    found: dict[str, float] = {}
    for verdict in verdicts.values():
        if verdict.status != "passed" and not verdict.carried_forward:
            found[verdict.exercise] = found.get(verdict.exercise, 0.0) + verdict.max_points
    return found
