"""Asks an answer, and its named mistakes, with a student's own functions in the place of the right ones.

The answer runs in a worker of its own, where no code of the student's is. A function that has a named mistake is there
as this mistake makes it. The values of any other come from the student's module in another worker, one round after the
other, by the plain calls that a check would make: the student's code never sees the answer, or who asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from autograder.exercise.assigned import AssignedExercise, SolvedExercise
from autograder.records import Call, Outcome
from autograder.sandbox import Sandbox
from autograder.sandbox.budgets import Batch, Budget
from autograder.sandbox.supervise import StudentModule, run
from autograder.system.lazy_dataclass import dataclass
from autograder.worker import cells, stand_ins, watched
from autograder.worker.inputs import Made
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

ROUNDS = 40  # longer chains of values are not asked of a student's function
REPLY_BYTES = 1 << 20
LOST = Outcome("raised", what="Lost")
"""The outcome where a student's own function gives no value."""
TOO_LONG = Outcome("timeout", what="rounds")
"""The outcome where an answer asks for a longer chain of values than is followed."""


@dataclass(frozen=True)
class Copies:
    """What stands in the place of each wrong function: the ``text`` of one that has a named mistake, or a stand-in."""

    text: str
    stand_ins: Mapping[str, AssignedExercise]


@dataclass(frozen=True)
class Watching:
    """Functions of the student's, and the calls in which it is watched whether they are called."""

    names: Sequence[str]
    calls: Sequence[Call]
    seconds: float


@dataclass
class Run:
    """A call of one variant of the answer: what it has asked of the student's functions so far, and what it got."""

    variant: str
    call: Call
    asked: list[Call] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Substitute:
    """Asks for one submission, as long as its ``budget`` lasts."""

    sandbox: Sandbox
    module: StudentModule
    budget: Budget

    def called(self, asked: Mapping[str, Watching]) -> dict[str, set[str]]:
        """For each that is ``asked``: the functions that the student's own code calls, in fact, in its calls.

        All are asked of one worker, which is started again where one ends it.
        """
        begun = {key: _ask("watch_functions", list(one.names)) for key, one in asked.items()}
        told = {key: _ask("functions_called") for key in asked}
        watching = f"{_text(watched)}\n\nwatch_functions, functions_called = watch(globals())\n"
        batches = [([begun[key], *one.calls, told[key]], one.seconds) for key, one in asked.items()]
        outcomes = self._run(_extended(self.module, watching), batches)
        found = {key: outcomes[tell].returned for key, tell in told.items()}
        return {key: set(one.names) & _texts(found[key]) for key, one in asked.items()}

    def outcomes(
        self, exercise: SolvedExercise, copies: Copies, variants: Mapping[str, str], asked: Mapping[str, Sequence[Call]]
    ) -> dict[str, dict[Call, Outcome]]:
        """The outcome of each call that is ``asked`` of each variant of the answer."""
        runs = [Run(variant, call) for variant, calls in asked.items() for call in calls]
        known: dict[bytes, Outcome] = {}
        for _ in range(ROUNDS if copies.stand_ins else 1):
            if all(one.outcome for one in runs):
                break
            self._round(exercise, copies, variants, [one for one in runs if one.outcome is None], known)
        found: dict[str, dict[Call, Outcome]] = {variant: {} for variant in asked}
        for one in runs:
            found[one.variant][one.call] = one.outcome or TOO_LONG
        return found

    def _round(
        self,
        exercise: SolvedExercise,
        copies: Copies,
        variants: Mapping[str, str],
        runs: Sequence[Run],
        known: dict[bytes, Outcome],
    ) -> None:
        """Let each run go on until it needs a value that is not known, then ask the student's functions for these."""
        wanted = self._advance(exercise, copies, variants, runs)
        new = {call.frame: call for call in wanted.values() if call and call.frame not in known}
        if new:
            outcomes = self._run(self.module, [(list(new.values()), exercise.seconds)])
            known |= {frame: outcomes[call] for frame, call in new.items()}
        for place, call in wanted.items():
            outcome = known[call.frame] if call else LOST
            runs[place].asked += [call] if call else []
            runs[place].values.append(outcome.returned)
            runs[place].outcome = LOST if outcome.reason else None

    def _advance(
        self, exercise: SolvedExercise, copies: Copies, variants: Mapping[str, str], runs: Sequence[Run]
    ) -> dict[int, Call | None]:
        """What each run that is not at its end needs next, by its place; None for what cannot be asked."""
        stage = "\n\n".join([exercise.context, copies.text, _text(stand_ins), *_lines(copies.stand_ins)])
        module = replace(self.module, source=stage.encode(), name="substitute")
        calls: list[Call] = []
        parts = []
        chosen = None
        for one in runs:
            if one.variant != chosen:
                chosen = one.variant
                calls.append(_ask("choose", variants[chosen]))
            own = replace(one.call)
            parts.append((own, _ask("asked")))
            calls += [_ask("learn", one.values), *parts[-1]]
        outcomes = self._run(module, [(calls, exercise.seconds)])
        wanted: dict[int, Call | None] = {}
        for place, (own, tell) in enumerate(parts):
            pending = outcomes[tell].returned
            if outcomes[own].what == "Unknown" and isinstance(pending, dict):
                wanted[place] = _wanted(pending, runs[place], copies.stand_ins)
            else:
                runs[place].outcome = outcomes[own]
        return wanted

    def _run(self, module: StudentModule, asked: Sequence[tuple[Sequence[Call], float]]) -> dict[Call, Outcome]:
        """The outcomes of calls, each with its seconds, in a fresh worker; what there is no time for is lost."""
        left = self.budget.left
        if left <= 0:
            return {call: LOST for calls, _ in asked for call in calls}
        batches = [Batch(calls, min(seconds, left), dict.fromkeys(calls, REPLY_BYTES)) for calls, seconds in asked]
        with self.budget.running():
            found = [*run(self.sandbox, module, batches)]
        return {call: outcome for outcomes in found for call, outcome in outcomes.items()}


def _texts(told: Value) -> set[str]:
    """The texts in a list that a worker tells."""
    return {name for name in told if type(name) is str} if isinstance(told, list) else set()


def _ask(function: str, *args: Value) -> Call:
    return Call("", "", "", True, function, args, {})


def _wanted(pending: Mapping[str, Any], run: Run, functions: Mapping[str, AssignedExercise]) -> Call | None:
    """The call of the student's function that a run needs; None for one that holds what cannot be made again."""
    function = functions[pending["function"]]
    args = tuple(_given(value, run) for value in pending["args"])
    options = {name: _given(value, run) for name, value in pending["options"].items()}
    made = [value for value in (*args, *options.values()) if isinstance(value, Made)]
    if any(isinstance(leaf, Made) for value in made for leaf in leaves((value.args, dict(value.options)), _is_made)):
        return None
    return replace(
        run.call, function=function.name, args=args, options=options, keeps=function.keeps, observes=False, counts=False
    )


def _is_made(value: Value) -> bool:
    return isinstance(value, Made)


def _given(value: Value, run: Run) -> Value:
    """An argument, or how to make again what has stayed where it was made."""
    if not isinstance(value, dict) or [*value] != ["kept"]:
        return value
    call, item = value["kept"]
    maker = run.asked[call]
    return Made(maker.function, maker.args, maker.options, item)


def _lines(functions: Mapping[str, AssignedExercise]) -> Iterator[str]:
    for name, exercise in functions.items():
        yield f"{name} = stand_in({name!r}, {tuple(exercise.keeps)!r})"


def _text(module: Any) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def _extended(module: StudentModule, text: str) -> StudentModule:
    """The module with more text at its end: in a notebook, one more cell."""
    if cells.is_joined(module.source):
        return replace(module, source=module.source + cells.joined([(0, text)]))
    return replace(module, source=module.source + f"\n\n{text}".encode())
