"""Explains a changed input: which arguments are changed, and whether the result is written into one."""

from collections.abc import Mapping, Sequence

from autograder.compare.difference import alike
from autograder.exercise.assigned import STEPS, AssignedExercise
from autograder.records import Evidence
from autograder.worker.inputs import plain
from autograder.worker.wire import Value


def changed_inputs(exercise: AssignedExercise, evidence: Sequence[Evidence]) -> str | None:
    """What the calls that change arguments do to them; None if they do not all change the same ones."""
    calls = [changes for one in evidence if (changes := _changes(exercise, one))]
    names = {tuple(changes) for changes in calls}
    if len(names) != 1 or STEPS in calls[0]:
        return None
    listed = " and ".join(calls[0])
    if all(all(changes.values()) for changes in calls):
        return f"writes its result into {listed}"
    return f"works on {listed} itself instead of on a copy" if len(calls[0]) == 1 else f"changes {listed} in place"


def _changes(exercise: AssignedExercise, one: Evidence) -> Mapping[str, bool]:
    """The arguments that a call has changed, each with whether it holds the result, or an item of it, afterwards."""
    after, before = one.outcome.inputs or {}, exercise.named(one.call.args, one.call.options)
    args, options = after.get("args"), after.get("options")
    if (
        one.outcome.reason
        or not isinstance(args, tuple)
        or len(args) != len(one.call.args)
        or not isinstance(options, dict)
    ):
        return {}
    now = {**dict(zip(before, args, strict=False)), **options}
    changed = [name for name, value in before.items() if name in now and not alike(now[name], plain(value), 0.0)]
    return {name: _holds(now[name], one.outcome.returned) for name in changed}


def _holds(value: Value, returned: Value) -> bool:
    items = returned if isinstance(returned, (tuple, list)) else (returned,)
    return any(alike(value, item, 0.0) for item in items)
