"""A training whose draws are asked of several workers: the verdicts are those that one worker's answers get."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain

import pytest

from autograder.course.assignment import SolvedAssignment
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding
from autograder.grading import side_by_side
from autograder.grading.ask import Ask, ExerciseQuestions, ask
from autograder.grading.draw import draw_public
from autograder.grading.pipeline import Grader
from autograder.grading.side_by_side import ask_side_by_side, divide, shares, spare_shares
from autograder.judge import first_finding
from autograder.records import Call, Evidence, Limits, Outcome, Submission, Verdict
from autograder.sandbox import Sandbox
from autograder.sandbox.budgets import Batch
from autograder.sandbox.levels import open_sandbox
from autograder.sandbox.supervise import StudentModule, run
from tests.helpers.judging import assignment, edited, references

START = "    mistakes = []\n    for _ in range(max_epochs):\n"
EVERY_GATE = "len(x) == 4"
NOTHING = "return 0 * w, 0 * b, mistakes"
Wrong = tuple[list[int] | str, str]  # in which draws, or where else, and what is done there
WAYS: dict[str, list[Wrong]] = {
    "right": [],
    "one draw of five is wrong": [([1], NOTHING)],
    "two draws of five are wrong": [([0, 1], NOTHING)],
    "three draws of five are wrong": [([2, 3, 4], NOTHING)],
    "all draws are wrong": [([0, 1, 2, 3, 4], NOTHING)],
    "the first draw ends its worker": [([0], "os._exit(3)")],
    "the second draw ends its worker": [([1], "os._exit(3)")],
    "the fourth draw ends its worker, after a wrong one": [([3], "os._exit(3)"), ([0], NOTHING)],
    "the last draw ends its worker, after two wrong ones": [([4], "os._exit(3)"), ([0, 1], NOTHING)],
    "what comes before the draws ends its worker": [(EVERY_GATE, "os._exit(3)")],
    "the draws raise": [([0, 1, 2, 3, 4], "raise KeyError(7)")],
    "no draw is wrong, but all else": [(EVERY_GATE, NOTHING)],
}


@cache
def perceptron() -> SolvedAssignment:
    """Two exercises, which are given as much time as one that trains for long; of five draws three have to train."""
    update, train = assignment("perceptron").narrowed("perceptron_update", "perceptron_train").exercises
    bands = {name: replace(band, k=3, n=5) for name, band in train.calibration.bands.items()}
    train = replace(train, seconds=60.0, calibration=replace(train.calibration, bands=bands))
    return replace(assignment("perceptron"), exercises=(replace(update, seconds=60.0), train))


@cache
def questions() -> list[ExerciseQuestions]:
    known = references()
    return [ExerciseQuestions(e, known.expect(e, draw_public(e))) for e in perceptron().exercises]


def draws() -> list[Call]:
    """The draws of the training, in order: three of these five have to reach the band."""
    return [question.call for question in questions()[1].questions if question.call.check == "unseen"]


def module(*wrong: Wrong) -> str:
    """The answer, which does something else in some draws, or under another condition."""
    lines = []
    for where, body in wrong:
        first = [float(draws()[number].args[0][0, 0]) for number in where] if isinstance(where, list) else []
        lines.append(f"    if {f'x[0][0] in {first}' if first else where}: {body}\n")
    return "import os\n" + edited(
        "perceptron", (START, f"    mistakes = []\n{''.join(lines)}{START.split(chr(10), 1)[1]}")
    )


def judged(way: Ask, source: str) -> list[Verdict]:
    grader = Grader({"perceptron": perceptron()}, references(), open_sandbox("process", Limits()), ask=way)
    return grader.judged(Submission("", "perceptron", source.encode()))


@cache
def by_one_worker(source: str) -> list[Verdict]:
    return judged(ask, source)


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("way", WAYS)
def test_however_many_workers_are_asked_the_verdicts_are_the_same(
    monkeypatch: pytest.MonkeyPatch, way: str, workers: int
) -> None:
    monkeypatch.setattr(side_by_side, "cores", lambda: workers)
    source = module(*WAYS[way])
    assert judged(ask_side_by_side, source) == by_one_worker(source)


def test_the_ways_pass_and_fail() -> None:
    """So that the test above compares verdicts of both kinds."""
    passing = [way for way in WAYS if all(one.status == "passed" for one in by_one_worker(module(*WAYS[way])))]
    assert passing == [*WAYS][:3]


@pytest.mark.parametrize("mistake", ["never changes the weights, only the bias", "counts the signed errors"])
def test_a_named_mistake_is_named(mistake: str) -> None:
    exercise = perceptron().exercise("perceptron_train")
    [found] = [known for known in exercise.mistakes if known.says.startswith(mistake)]
    source = edited("perceptron", (exercise.source.text, exercise.mistaken(found)))
    verdicts = judged(ask_side_by_side, source)
    assert found.says in {verdict.mistake for verdict in verdicts} and verdicts == by_one_worker(source)


@pytest.mark.parametrize(
    ("wrong", "asked"), [([], 3), ([1], 4), ([0, 2], 5), ([0, 1, 2], 5)], ids=["none", "one", "two", "three"]
)
def test_only_as_many_draws_are_waited_for_as_a_verdict_needs(wrong: list[int], asked: int) -> None:
    rest = [*range(asked, 5)]
    slow = [(rest, "import time; time.sleep(50)")] if rest else []
    found = dict(_evidence(module(*[(part, body) for part, body in [(wrong, NOTHING), *slow] if part])))
    unseen = [one.outcome for one in found["perceptron_train"] if one.call.check == "unseen"]
    assert [outcome.unasked for outcome in unseen] == [False] * asked + [True] * len(rest)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_what_a_draw_does_that_is_not_needed_costs_nothing(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    monkeypatch.setattr(side_by_side, "cores", lambda: workers)
    source = module(([4], "os._exit(3)"), ([0], NOTHING))
    assert {verdict.status for verdict in judged(ask_side_by_side, source)} == {"passed"}


def test_only_what_may_be_asked_more_is_judged_before_it_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = set()

    def watched(exercise: AssignedExercise, name: str, evidence: Sequence[Evidence]) -> Finding | None:
        looked_at.add(exercise.name)
        return first_finding(exercise, name, evidence)

    monkeypatch.setattr(side_by_side, "first_finding", watched)
    _evidence(module())
    assert looked_at == {"perceptron_train"}


def _evidence(source: str) -> list[tuple[str, list[Evidence]]]:
    grader = Grader({"perceptron": perceptron()}, references(), open_sandbox("process", Limits()), ask=ask_side_by_side)
    return [
        (exercise.name, found) for exercise, found in grader.evidence(Submission("", "perceptron", source.encode()))
    ]


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_every_call_is_asked_of_one_worker_and_draws_of_all_others(workers: int) -> None:
    divided = divide(questions())
    asked, spare = (_calls_of(found(divided, workers)) for found in (shares, spare_shares))
    everything = [call for one in questions() for call in one.batch.calls]
    assert sorted(map(id, chain(*asked, *spare))) == sorted(map(id, everything))
    assert [len(asked), len(spare)] == [min(workers, 4), min(workers, 2)]
    others = min(max(workers - 1, 1), 3)  # the first has all else to do
    assert max(len([call for call in share if call in draws()[:3]]) for share in asked) == -(-3 // others)
    assert {*chain(*spare)} == {*draws()[3:]}


def _calls_of(found: list[list[Batch]]) -> list[list[Call]]:
    return [[call for batch in share for call in batch.calls] for share in found]


@pytest.mark.parametrize(("source", "workers"), [("right", 2), ("stubs", 2), ("wrong", 4)])
def test_workers_for_the_spare_draws_are_started_only_where_a_verdict_may_change(
    monkeypatch: pytest.MonkeyPatch, source: str, workers: int
) -> None:
    """Not for a function that is not written: what it says of the others it would say of these, too."""
    started = list[Sequence[Batch]]()

    def counted(
        sandbox: Sandbox, module: StudentModule, *shares: Sequence[Batch]
    ) -> Generator[dict[Call, Outcome], None, None]:
        started.extend(shares)
        return run(sandbox, module, *shares)

    monkeypatch.setattr(side_by_side, "run", counted)
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)
    stubs = "\n".join(exercise.stub for exercise in perceptron().exercises)
    text = {"right": module(), "stubs": stubs, "wrong": module(([0, 1, 2], NOTHING))}[source]
    assert judged(ask_side_by_side, text) == by_one_worker(text) and len(started) == workers


def test_what_takes_no_longer_than_usual_is_asked_of_one_worker() -> None:
    assert len(shares(divide([_usual(one) for one in questions()]), 3)) == 1


def test_the_draws_of_a_short_training_stay_with_the_rest_beside_what_takes_long() -> None:
    update, train = questions()
    assert len(shares(divide([update, _usual(train)]), 3)) == 1


def _usual(one: ExerciseQuestions) -> ExerciseQuestions:
    return ExerciseQuestions(replace(one.exercise, seconds=10.0), one.questions)
