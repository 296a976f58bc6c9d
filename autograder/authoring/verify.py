"""Proves every exercise: the stub fails, answers pass, every named mistake is caught, tolerances have room."""

import doctest
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

import numpy as np

from autograder.authoring.calibrate import measure, room_problems
from autograder.authoring.carried import carry_problems
from autograder.authoring.draws import SECRETS, draw_problems
from autograder.authoring.rules import (
    by_hand_problems,
    case_problems,
    constant_problems,
    drawing_problems,
    form_problems,
    leaks,
    option_problems,
    unfinished,
)
from autograder.course.assignment import SolvedAssignment
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.calibration import Tolerance
from autograder.exercise.declare import Mistake
from autograder.exercise.verbs.values import WRONG_KIND
from autograder.grading.ask import batch_of
from autograder.grading.draw import draw_hidden, draw_public
from autograder.grading.expect import References
from autograder.judge import decide, first_finding, judge
from autograder.judge.diagnosis.mistakes import is_settled, only_raises
from autograder.records import Call, Evidence, Outcome, Question, Verdict
from autograder.sandbox import Sandbox
from autograder.sandbox.supervise import StudentModule, run
from autograder.system.lazy_dataclass import dataclass

UNDEFINED, TYPO = {"NameError", "UnboundLocalError"}, "look for a typo in it"
# A tuple comes back as it is, or a hundred steps of an optimizer would nest it a hundred times.
LAZY = """def {name}(*args, **options):
    return args[0] if len(args) == 1 or isinstance(args[0], tuple) else args
"""


@dataclass(frozen=True)
class Proof:
    """The result for one exercise; it is sound if there are no problems."""

    exercise: SolvedExercise
    measured: dict[tuple[str, str], Tolerance] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Draws:
    """An exercise's public questions, and its hidden ones for each secret."""

    public: Sequence[Question]
    hidden: Sequence[Sequence[Question]]

    def of(self, checks: Collection[str]) -> "Draws":
        """Only the questions of these checks."""

        def those(half: Sequence[Question]) -> list[Question]:
            return [question for question in half if question.call.check in checks]

        return Draws(those(self.public), [those(half) for half in self.hidden])

    @property
    def all(self) -> list[Question]:
        """All of them, public first."""
        return [*self.public, *(question for half in self.hidden for question in half)]


@dataclass(frozen=True)
class Trials:
    """Runs a function in the exercise's place, on these questions."""

    exercise: SolvedExercise
    draws: Draws
    sandbox: Sandbox
    packages: tuple[str, ...]

    def verdicts(self, function: str) -> Iterator[list[Verdict]]:
        """The verdicts on a module with this ``function``, for each secret."""
        return (judge(self.exercise, evidence) for evidence in self.evidence(function))

    def evidence(self, function: str) -> Iterator[list[Evidence]]:
        """What a module with this ``function`` returns, for each secret; all its calls are run in one worker."""
        exercise, draws = self.exercise, self.draws
        text, functions = exercise.module(function).encode(), exercise.vocabulary.functions_text
        module = StudentModule(text, exercise.assignment, self.packages, functions)
        batch = batch_of(draws.all, exercise.seconds * (1 + len(draws.hidden)))
        [outcomes] = run(self.sandbox, module, [batch])
        for half in draws.hidden:
            yield [Evidence.of(question, outcomes) for question in (*draws.public, *half)]

    def caught_and_explained(self, mistake: Mistake) -> Iterator[tuple[bool, str | None]]:
        """Whether its own check catches a mistake and what explains it, for each secret.

        The first time it is run in the sandbox, and a whole verdict told.  The replies of a mistake to every call are
        already computed, by the code that runs in the worker too, so that they are the other secrets' outcomes; where
        the public ones settle the matter, it is the same for every secret.  Training is not repeated, because it draws
        its cases several times for each secret.
        """
        telling, owner = self.exercise.telling(mistake), self.exercise.owner(mistake)
        first = self.draws.of({*telling, owner})
        sandboxed = replace(self, draws=Draws(first.public, first.hidden[:1]))
        for verdicts in sandboxed.verdicts(self.exercise.mistaken(mistake)):
            yield from ((own.status != "passed", own.mistake) for own in verdicts if own.check == owner)
        draws = self.draws.of(telling)
        public = [Evidence.of_mistake(question, mistake.says) for question in draws.public]
        for half in draws.hidden[1:] if owner in telling and not self._is_settled(mistake, public) else ():
            hidden = [Evidence.of_mistake(question, mistake.says) for question in half]
            findings, causes = decide(self.exercise, [*public, *hidden])
            yield findings[owner] is not None, causes.get(owner)

    @np.errstate(all="ignore")
    def _is_settled(self, mistake: Mistake, public: Sequence[Evidence]) -> bool:
        """Whether a mistake is caught, and explained as itself, by what it gives for public calls alone."""
        found = first_finding(self.exercise, self.exercise.owner(mistake), public)
        caught = found is not None and found.difference.reason != WRONG_KIND
        return caught and is_settled(self.exercise, mistake, [result for one in public for result in one.results])


def draw(exercise: SolvedExercise, references: References) -> Draws:
    """The exercise's questions under the verification's own secrets; raises `ReferenceFailed`."""
    public = draw_public(exercise)
    halves = [draw_hidden(exercise, secret, 0, public) for secret in SECRETS]
    return Draws(references.expect(exercise, public), [references.expect(exercise, half) for half in halves])


def verify(assignment: SolvedAssignment, exercise: SolvedExercise, references: References, sandbox: Sandbox) -> Proof:
    """Check everything that makes ``exercise`` sound; raises `CannotJudge` if it cannot be run."""
    left = unfinished(exercise)
    if left:
        return Proof(exercise, {}, [f"{exercise.title}: {problem}" for problem in left])
    undrawn = [f"{exercise.title}: {problem}" for problem in draw_problems(exercise)]
    if undrawn:
        return Proof(exercise, {}, undrawn)
    draws = draw(exercise, references)
    trials = Trials(exercise, draws, sandbox, assignment.packages)
    right = {text: list(trials.evidence(text)) for text in _right(exercise).values()}
    known = {text: _outcomes(one for half in halves for one in half) for text, halves in right.items()}
    measured = measure(exercise, [draws.public, *draws.hidden], known)
    problems = [
        *_doctest_problems(exercise),
        *_unpaid_problems(exercise),
        *option_problems(exercise, draws.all),
        *constant_problems(exercise, draws.hidden[0]),
        *case_problems(exercise, draws.public),
        *drawing_problems(exercise, draws.public),
        *form_problems(exercise, draws.public, [question for half in draws.hidden for question in half]),
        *by_hand_problems(exercise, draws.public),
        *room_problems(exercise, measured),
        *_right_problems(exercise, right),
        *_idle_problems(trials),
        *_raising_problems(exercise, draws.all),
        *_mistake_problems(trials),
        *carry_problems(assignment, exercise, references, sandbox),
    ]
    return Proof(exercise, measured, [f"{exercise.title}: {problem}" for problem in problems])


def leak_problems(assignment: SolvedAssignment, references: References) -> list[str]:
    """Expected arrays that are among another call's inputs, in all calls of the assignment.

    Raises `DrawFailed` and `ReferenceFailed`.
    """
    problems, public = [], {exercise.name: draw_public(exercise) for exercise in assignment.exercises}
    for secret in SECRETS:
        hidden = {e.name: draw_hidden(e, secret, 0, public[e.name]) for e in assignment.exercises}
        halves = [(e, half[e.name]) for e in assignment.exercises for half in (public, hidden)]
        plans = [(e, [call for group in half for call in group]) for e, half in halves]
        pairs = [pair for e, calls in plans for pair in zip(calls, references.values(e, calls), strict=True)]
        problems += [f"{assignment.name}/{leak}" for leak in leaks(pairs)]
    return sorted(set(problems))


def _doctest_problems(exercise: SolvedExercise) -> Iterator[str]:
    module: dict[str, object] = {}
    exec(exercise.module(exercise.source.text), module)  # noqa: S102  (our own answer)
    test = doctest.DocTestParser().get_doctest(exercise.statement, module, exercise.name, None, 0)
    said: list[str] = []
    failed = doctest.DocTestRunner(verbose=False).run(test, out=said.append).failed
    if not test.examples:
        yield "its statement has no worked example"
    if failed:
        yield "a worked example is wrong:\n" + "".join(said)


def _unpaid_problems(exercise: SolvedExercise) -> Iterator[str]:
    for name, check in exercise.checks.items():
        if not check.catches:
            yield f"check {name!r} catches no named mistake"
        if check.points <= 0:
            yield f"check {name!r} has no points"
    said = [mistake.says for mistake in exercise.mistakes]
    yield from (f"two mistakes say {text!r}" for text in sorted({text for text in said if said.count(text) > 1}))


def _right(exercise: SolvedExercise) -> dict[str, str]:
    """The texts of right solutions, by what they are called."""
    return {"the answer": exercise.source.text, **{f"accepted {name}": text for name, text in exercise.accepted}}


def _outcomes(evidence: Iterable[Evidence]) -> dict[Call, Outcome]:
    return {result.call: result.outcome for one in evidence for result in one.results}


def _right_problems(exercise: SolvedExercise, right: Mapping[str, Sequence[Sequence[Evidence]]]) -> Iterator[str]:
    """Problems if the answer or an accepted solution misses full marks, under any secret."""
    for what, text in _right(exercise).items():
        verdicts = (verdict for evidence in right[text] for verdict in judge(exercise, evidence))
        failed = {verdict.check: verdict.message for verdict in verdicts if verdict.reason}
        yield from (f"{what} fails check {name!r}: {message}" for name, message in failed.items())


def _idle_problems(trials: Trials) -> Iterator[str]:
    """Problems if the stub, or a function that returns its inputs, passes a check."""
    exercise = trials.exercise
    texts = {"the stub": exercise.stub}
    if not exercise.trivial:
        texts["a function that returns its inputs"] = LAZY.format(name=exercise.name)
    for what, text in texts.items():
        halves = list(trials.evidence(text))
        paid = {name for name in exercise.checks for half in halves if _may_pay(exercise, name, half)}
        yield from (f"{what} passes check {name!r}" for name in sorted(paid))


def _may_pay(exercise: SolvedExercise, name: str, half: Sequence[Evidence]) -> bool:
    """Whether a check passes, or would if the kind of its numbers, which is charged once, costs another one."""
    found = first_finding(exercise, name, half)
    return found is None or found.difference.reason == WRONG_KIND


def _raising_problems(exercise: SolvedExercise, asked: Sequence[Question]) -> Iterator[str]:
    """Problems of mistakes that only raise: a typo, or what many other slips do too, unless they declare it."""
    for mistake in exercise.mistakes:
        known = _known(mistake, asked) if only_raises(exercise, _known(mistake, asked), mistake.says) else ()
        raised = {one.outcome.what for one in known if one.outcome.reason == "raised" and not one.expected.error}
        names = " and ".join(sorted(raised))
        if raised and not raised <= {*mistake.exceptions}:
            advice = TYPO if raised <= UNDEFINED else "let it return a wrong value, or declare raises="
            yield f"the mistake {mistake.says!r} only raises {names}; {advice}"
        elif mistake.raises and not raised:
            yield f"the mistake {mistake.says!r} declares raises={mistake.raises!r}, but does not fail by that alone"


def _known(mistake: Mistake, asked: Sequence[Question]) -> Iterator[Evidence]:
    """What a mistake gives for the questions that it concerns, computed as it is looked at."""
    return (Evidence.of_mistake(q, mistake.says) for q in asked if mistake.says in q.expected.mistakes)


def _mistake_problems(trials: Trials) -> Iterator[str]:
    """Problems if a mistake is not caught by its own check or not explained as itself, under any secret."""
    for name, check in trials.exercise.checks.items():
        for mistake in check.catches:
            for caught, explained in trials.caught_and_explained(mistake):
                if not caught:
                    yield f"check {name!r} does not catch the mistake {mistake.says!r}"
                    break
                if explained != mistake.says:
                    yield f"the mistake {mistake.says!r} is explained as {explained!r}"
                    break
