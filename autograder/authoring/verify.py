"""Proves every exercise: the stub fails, answers pass, every named mistake is caught, tolerances have room."""

import doctest
import inspect
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from autograder.authoring.calibrate import Measured, measure, room_problems
from autograder.authoring.rules import (
    batch_problems,
    constant_problems,
    error_problems,
    leaks,
    option_problems,
    unfinished,
)
from autograder.course.library import Assignment
from autograder.exercise.declare import Exercise, Mistake
from autograder.exercise.source import FunctionSource
from autograder.grading.draw import hidden_calls, public_calls
from autograder.grading.expect import References
from autograder.judge import judge
from autograder.records import Call, Evidence, Expected, Verdict
from autograder.sandbox import Sandbox
from autograder.sandbox.supervise import StudentModule, run

SECRETS = tuple(f"verify {number}".encode() for number in range(5))
# A tuple comes back as it is, or a hundred steps of an optimizer would nest it a hundred times.
LAZY = """def {name}(*args, **options):
    return args[0] if len(args) == 1 or isinstance(args[0], tuple) else args
"""


@dataclass(frozen=True)
class Proof:
    """What was found out about one exercise; sound if there are no problems."""

    exercise: Exercise
    measured: dict[str, Measured] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Draws:
    """An exercise's public calls, and its hidden ones for each secret, all with what is expected."""

    public: Sequence[tuple[Call, Expected]]
    hidden: Sequence[Sequence[tuple[Call, Expected]]]

    def of(self, checks: Collection[str]) -> "Draws":
        """The calls of some checks only."""

        def those(half: Sequence[tuple[Call, Expected]]) -> list[tuple[Call, Expected]]:
            return [(call, expected) for call, expected in half if call.check in checks]

        return Draws(those(self.public), [those(half) for half in self.hidden])

    @property
    def calls(self) -> list[Call]:
        """All of them, public first."""
        return [call for call, _ in (*self.public, *(pair for half in self.hidden for pair in half))]


@dataclass(frozen=True)
class Trials:
    """Where functions are tried in the exercise's place, and on what."""

    exercise: Exercise
    draws: Draws
    sandbox: Sandbox
    packages: tuple[str, ...]

    def verdicts(self, function: str) -> Iterator[list[Verdict]]:
        """The verdicts on a module with this ``function``, for each secret; all its calls are run in one worker."""
        exercise, draws = self.exercise, self.draws
        module = StudentModule(exercise.module(function).encode(), exercise.assignment, self.packages)
        seconds = {exercise.name: exercise.seconds * (1 + len(draws.hidden))}
        outcomes = iter(run(self.sandbox, module, draws.calls, seconds))
        public = [Evidence(*pair, next(outcomes)) for pair in draws.public]
        for half in draws.hidden:
            yield judge(exercise, [*public, *(Evidence(*pair, next(outcomes)) for pair in half)])

    def mistaken_verdicts(self, mistake: Mistake) -> Iterator[list[Verdict]]:
        """The verdicts on a mistake, for each secret: the first in the sandbox, the others on known outcomes.

        What a mistake answers is known of every call already, by the code that answers in the worker too; only
        training is not repeated, which draws its cases several times for each secret.
        """
        telling, owner = self.exercise.telling(mistake), self.exercise.owner(mistake)
        first = self.draws.of({*telling, owner})
        sandboxed = replace(self, draws=Draws(first.public, first.hidden[:1]))
        yield from sandboxed.verdicts(mistake.apply(self.exercise.source))
        draws = self.draws.of(telling)
        for half in draws.hidden[1:] if owner in telling else ():
            pairs = [*draws.public, *half]
            yield judge(self.exercise, [Evidence(c, e, e.mistakes[mistake.says]) for c, e in pairs])


def draw(exercise: Exercise, references: References) -> Draws:
    """The exercise's calls under the verification's own secrets; raises `ReferenceFailed`."""

    def expected(calls: list[Call]) -> list[tuple[Call, Expected]]:
        return list(zip(calls, references.expect(exercise, calls), strict=True))

    hidden = [expected(hidden_calls(exercise, secret, 0)) for secret in SECRETS]
    return Draws(expected(public_calls(exercise)), hidden)


def verify(assignment: Assignment, exercise: Exercise, references: References, sandbox: Sandbox) -> Proof:
    """Everything that makes ``exercise`` sound, and what is missing; raises `CannotJudge` if it cannot be run."""
    left = unfinished(exercise)
    if left:
        return Proof(exercise, {}, [f"{assignment.name}/{exercise.name}: {problem}" for problem in left])
    draws = draw(exercise, references)
    trials = Trials(exercise, draws, sandbox, assignment.packages)
    measured = measure(exercise, [draws.public, *draws.hidden])
    problems = [
        *_doctest_problems(exercise),
        *_unpaid_problems(exercise),
        *option_problems(exercise, draws.calls),
        *constant_problems(exercise, [call for call, _ in draws.hidden[0]]),
        *error_problems(exercise, draws.public),
        *batch_problems(exercise, draws.calls),
        *room_problems(exercise, measured),
        *_right_problems(trials),
        *_idle_problems(trials),
        *_mistake_problems(trials),
    ]
    return Proof(exercise, measured, [f"{assignment.name}/{exercise.name}: {problem}" for problem in problems])


def leak_problems(assignment: Assignment, references: References) -> list[str]:
    """Expected arrays that stand among another call's inputs, in the whole plan of the assignment."""
    problems = []
    for secret in SECRETS:
        plans = [(e, half) for e in assignment.exercises for half in (public_calls(e), hidden_calls(e, secret, 0))]
        pairs = [pair for e, calls in plans for pair in zip(calls, references.values(e, calls), strict=True)]
        problems += [f"{assignment.name}/{leak}" for leak in leaks(pairs)]
    return sorted(set(problems))


def _doctest_problems(exercise: Exercise) -> Iterator[str]:
    doc = inspect.cleandoc(exercise.function.__doc__ or "")
    module: dict[str, object] = {}
    exec(exercise.module(exercise.source.text), module)  # noqa: S102  (our own answer)
    test = doctest.DocTestParser().get_doctest(doc, module, exercise.name, None, 0)
    said: list[str] = []
    failed = doctest.DocTestRunner(verbose=False).run(test, out=said.append).failed
    if not test.examples:
        yield "its statement has no worked example"
    if failed:
        yield "a worked example does not hold:\n" + "".join(said)


def _unpaid_problems(exercise: Exercise) -> Iterator[str]:
    for name, check in exercise.checks.items():
        if not check.catches:
            yield f"check {name!r} catches no named mistake"
        if check.points <= 0:
            yield f"check {name!r} is worth nothing"
    said = [mistake.says for mistake in exercise.mistakes]
    yield from (f"two mistakes say {text!r}" for text in sorted({text for text in said if said.count(text) > 1}))


def _right_problems(trials: Trials) -> Iterator[str]:
    """Answer and accepted solutions get full marks, under every secret."""
    exercise = trials.exercise
    texts = {"the answer": exercise.source.text}
    for accepted in exercise.accepts:
        texts[f"accepted {accepted.__name__}"] = FunctionSource.of(accepted).renamed(exercise.name)
    for what, text in texts.items():
        failed = {v.check: v.message for verdicts in trials.verdicts(text) for v in verdicts if v.reason}
        yield from (f"{what} fails check {name!r}: {message}" for name, message in failed.items())


def _idle_problems(trials: Trials) -> Iterator[str]:
    """Doing nothing is worth nothing: neither the stub nor a function that returns its inputs."""
    exercise = trials.exercise
    texts = {"the stub": exercise.source.stub}
    if not exercise.trivial:
        texts["a function that returns its inputs"] = LAZY.format(name=exercise.name)
    for what, text in texts.items():
        paid = {v.check for verdicts in trials.verdicts(text) for v in verdicts if v.points}
        yield from (f"{what} passes check {name!r}" for name in sorted(paid))


def _mistake_problems(trials: Trials) -> Iterator[str]:
    """Every mistake is caught by its own check and explained as itself, under every secret."""
    for name, check in trials.exercise.checks.items():
        for mistake in check.catches:
            for verdicts in trials.mistaken_verdicts(mistake):
                own = next(verdict for verdict in verdicts if verdict.check == name)
                if own.status == "passed":
                    yield f"check {name!r} does not catch the mistake {mistake.says!r}"
                    break
                if own.mistake != mistake.says:
                    yield f"the mistake {mistake.says!r} is explained as {own.mistake!r}"
                    break
