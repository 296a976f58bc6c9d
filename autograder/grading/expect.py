"""Exercise + calls -> [Expected], by torch; kept in a cache by content, so that torch is rarely loaded."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import cache, lru_cache, partial
from pathlib import Path

import numpy as np

from autograder.errors import AutograderError, ReferenceFailed
from autograder.exercise.assigned import AssignedExercise, SolvedExercise
from autograder.exercise.declare import Vjp
from autograder.grading.cache import Cache, Entry, say_on_stderr
from autograder.grading.fingerprint import of_declarations
from autograder.grading.slips import SlipReplies
from autograder.installation import install
from autograder.records import RAISES, Call, CallGroup, Expected, MistakenOutcomes, Question
from autograder.records.stored_calls import groups_of, stored
from autograder.worker import cells, wire
from autograder.worker.functions import Written, arrays_in
from autograder.worker.inputs import Described, Laid, Steps, is_described
from autograder.worker.steps import perform
from autograder.worker.trees import leaves, tree_map
from autograder.worker.wire import Value

FOLDER = ".grade-cache"
LOADED = 64  # modules that are kept: as many as an exercise has mistakes
Compute = Callable[[SolvedExercise, Sequence[Call]], list[Value]]


class References:
    """Expected values, computed once for each content: calls, the assignment's declarations, torch and NumPy versions.

    ``course`` is the course's folder; the cache in it can be deleted at any time.  With the course's ``secret`` what
    is kept of hidden calls is encrypted.  ``warn`` is told of damage in the cache.  Raises `CourseError` when others
    can read or write the cache.
    """

    def __init__(self, course: Path, secret: bytes | None = None, warn: Callable[[str], None] = say_on_stderr) -> None:
        self.solutions = course / "solutions"
        self._cache = Cache(course / FOLDER, secret, warn)
        self._slips = SlipReplies()
        self._fingerprints: dict[str, str] = {}
        self._lock = threading.Lock()  # torch and the mistaken answers run one at a time
        self._known: dict[Entry, list[Value]] = {}

    def fingerprint(self, assignment: str) -> str:
        """Changes when the expected values of an assignment may change."""
        if assignment not in self._fingerprints:
            self._fingerprints[assignment] = of_declarations(self.solutions, assignment)
        return self._fingerprints[assignment]

    def expect(
        self, exercise: AssignedExercise, groups: Sequence[CallGroup], public: Sequence[Question] = ()
    ) -> list[Question]:
        """The groups with the expected value of each call; raises `ReferenceFailed`.

        What mistakes and slips would give is computed when a check that fails asks for it. So is the reference's
        training, where a ``public`` question of the same case shows which form its result has.
        """
        assert isinstance(exercise, SolvedExercise)  # noqa: S101  (those of a library are)
        calls = [call for group in groups for call in group]
        says = [mistake.says for mistake in exercise.mistakes]
        mistaken = cache(lambda: self.mistakes(exercise, calls))
        forms = forms_of_training(exercise, calls, public)
        now = [call for call in calls if call not in forms]
        known = forms | dict(zip(now, self.values(exercise, now), strict=True))
        expected = {
            call: Expected(
                known[call],
                MistakenOutcomes(says, partial(_reply, mistaken, number)),
                self._slips.of(exercise, call),
                partial(self._value, exercise, call) if call in forms else None,
            )
            for number, call in enumerate(calls)
        }
        return [Question.of(group, expected) for group in groups]

    def _value(self, exercise: SolvedExercise, call: Call) -> Value:
        """The reference's value of one call; raises `ReferenceFailed`."""
        return self.values(exercise, [call])[0]

    def drawn(
        self, exercise: AssignedExercise, key: str, draw: Callable[[], list[CallGroup]], *, hidden: bool
    ) -> list[CallGroup]:
        """What ``draw`` gives, from the cache if possible; ``key`` stands for what it is drawn from."""
        version = version_of(exercise.assignment, self.fingerprint(exercise.assignment))
        content = hashlib.sha256(repr((key, exercise.calibration)).encode()).hexdigest()
        entry = Entry(version, exercise.name, content, "calls", hidden)
        found = self._cache.read(entry)
        if found is not None:
            return groups_of(found[0])
        groups = draw()
        self._cache.write(entry, [stored(groups)])
        return groups

    def values(self, exercise: SolvedExercise, calls: Sequence[Call]) -> list[Value]:
        """The reference's value of each call; raises `ReferenceFailed`."""
        return self._stored("values", reference_values, exercise, calls)

    def mistakes(self, exercise: SolvedExercise, calls: Sequence[Call]) -> list[dict[str, Value]]:
        """The reply of each named mistake to each call, by its sentence."""
        return self._stored("mistakes", mistaken_replies, exercise, calls)

    def _stored(self, what: str, compute: Compute, exercise: SolvedExercise, calls: Sequence[Call]) -> list[Value]:
        """The result of ``compute`` on the calls, from the cache if possible."""
        version = version_of(exercise.assignment, self.fingerprint(exercise.assignment))
        content = hashlib.sha256(b"".join(call.frame for call in calls)).hexdigest()
        entry = Entry(version, exercise.name, content, what, hidden=any(call.hidden for call in calls))
        with self._lock:
            if entry not in self._known:
                self._known[entry] = self._cached(entry, lambda: compute(exercise, calls))
            return self._known[entry]

    def _cached(self, entry: Entry, compute: Callable[[], list[Value]]) -> list[Value]:
        found = self._cache.read(entry)
        if found is None:
            self._cache.write(entry, found := compute())
        return list(found)


def forms_of_training(
    exercise: AssignedExercise, calls: Iterable[Call], public: Iterable[Question]
) -> dict[Call, Value]:
    """For each call that trains, the result of a public question of the same case: `verify` proves it of one form."""
    trained = {(one.call.check, one.call.case): one.expected.form for one in public}
    return {
        call: trained[call.check, call.case]
        for call in calls
        if exercise.checks[call.check].trains and (call.check, call.case) in trained
    }


def _reply(mistaken: Callable[[], list[dict[str, Value]]], number: int, says: str) -> Value | None:
    """What a mistake gives for one of the calls, if that says anything about it."""
    return mistaken()[number].get(says)


def version_of(assignment: str, fingerprint: str) -> str:
    """The cache's name for the present declarations of an assignment."""
    return f"{assignment}-{fingerprint[:16]}"


def reference_values(exercise: SolvedExercise, calls: Sequence[Call]) -> list[Value]:
    """The reference's values as NumPy arrays, the forward's for probes; raises `ReferenceFailed`.

    They are what the cache gives, and a worker: a NumPy scalar is a number of Python.
    """
    try:
        import torch
    except ImportError as error:
        raise ReferenceFailed(
            f"The expected values of {exercise.name} are not known yet, and computing them needs PyTorch.",
            f"Install it with: {install('instructor')}",
        ) from error
    torch.set_num_threads(1)
    try:
        return [wire.loads(wire.encode(_arrays(_value(exercise, call)))) for call in calls]
    except AutograderError:
        raise
    except Exception as error:
        raise ReferenceFailed(
            f"The reference of {exercise.title} failed: {type(error).__name__}: {error}",
            "Fix it, then run `grade verify`.",
        ) from error


def _value(exercise: SolvedExercise, call: Call) -> Value:
    """What the reference returns; its exception is also a value if a check expects it."""
    if not exercise.checks[call.check].expects_errors:
        return _returned(exercise, call)
    try:
        return _returned(exercise, call)
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        return {RAISES: type(error).__name__}


def _returned(exercise: SolvedExercise, call: Call) -> Value:
    if exercise.forward and call.function == exercise.forward.name:
        return _call(exercise.forward, call)
    return _pull_back(exercise, call) if isinstance(exercise.reference, Vjp) else _call(exercise, call)


def _call(exercise: SolvedExercise, call: Call) -> Value:
    reference = exercise.reference
    assert not isinstance(reference, Vjp)  # noqa: S101  (a forward is no backward)
    tensors = _tensors(exercise)
    args, options = tensors(call.args), tensors(dict(call.options))
    if args and isinstance(args[0], Steps):
        return perform(args[0], {**exercise.declaration.beside, exercise.name: reference}, tensors)
    written = [file for file in (*args, *options.values()) if isinstance(file, Written)]
    returned = reference(*args, **options)
    return arrays_in(written[0].getvalue()) if written else returned


def _pull_back(exercise: SolvedExercise, call: Call) -> Value:
    """The vector-Jacobian product of the forward's reference, by torch autograd."""
    import torch

    forward, inputs = exercise.forward, exercise.named(call.args, call.options)
    assert forward is not None  # noqa: S101  (the library has resolved every vjp)
    given = _tensors(exercise)(exercise.forward_inputs(inputs))
    wanted = [given[name] for name in exercise.differentiated]
    for tensor in leaves(wanted):
        tensor.requires_grad_()
    args, options = forward.arguments(given)
    assert not isinstance(forward.reference, Vjp)  # noqa: S101  (a forward is no backward)
    out = forward.reference(*args, **options)
    dout = _tensors(exercise)(inputs["dout"])
    gradients = iter(torch.autograd.grad(out[0] if isinstance(out, tuple) else out, [*leaves(wanted)], dout))
    found = tuple(tree_map(lambda _: next(gradients), value) for value in wanted)
    return found[0] if len(found) == 1 else found


def _tensors(exercise: SolvedExercise) -> Callable[[Value], Value]:
    """Floating arrays as float64 tensors, integer ones as int64, inputs built of these; everything else unchanged."""
    import torch

    kinds = {"f": np.float64, "i": np.int64, "u": np.int64}

    def converted(leaf: Value) -> Value:
        if isinstance(leaf, Laid):
            return converted(leaf.array)
        if isinstance(leaf, Steps):
            return leaf  # its arguments are converted one step after the other
        if isinstance(leaf, Described):
            parts = (tensors(getattr(leaf, part.name)) for part in fields(leaf))  # type: ignore[arg-type]  # a dataclass
            return type(leaf)(*parts).build({}, exercise.vocabulary.functions)
        if not isinstance(leaf, np.ndarray):
            return leaf
        return torch.from_numpy(leaf.astype(kinds.get(leaf.dtype.kind, leaf.dtype)))

    def tensors(value: Value) -> Value:
        return tree_map(converted, value, is_described)

    return tensors


def _arrays(value: Value) -> Value:
    return tree_map(lambda leaf: leaf.detach().numpy() if hasattr(leaf, "detach") else leaf, value)


def mistaken_replies(exercise: SolvedExercise, calls: Sequence[Call]) -> list[dict[str, Value]]:
    """For each call, the reply of a student with each named mistake, by the mistake's sentence.

    Calls whose outcomes say nothing about a mistake have no reply for it.
    """
    found: list[dict[str, Value]] = [{} for _ in calls]
    for mistake in exercise.mistakes:
        telling = exercise.telling(mistake)
        places = [place for place, call in enumerate(calls) if call.check in telling]
        given = replies(exercise, exercise.mistaken(mistake), [calls[place] for place in places])
        for place, reply in zip(places, given, strict=True):
            found[place][mistake.says] = reply
    return found


def replies(exercise: SolvedExercise, function: str, calls: Sequence[Call]) -> list[Value]:
    """The replies of our own (trusted) ``function`` in the exercise's place, run in this process."""
    text = exercise.module(function)
    file, answer = _loaded(text, exercise.vocabulary.functions_text)
    cells.remember_lines(text, file)  # the file of every such module has the same name
    with np.errstate(all="ignore"):
        return [{"returned": None} if call.function != exercise.name else answer(call) for call in calls]


@lru_cache(maxsize=LOADED)
def _loaded(text: str, functions: str) -> tuple[str, Callable[[Call], Value]]:
    """Our own module, loaded once for the calls of all draws, as a worker does: its file, and what answers a call."""
    from autograder.worker import run  # looks through every function that there is, and most values are in the cache

    module, reply = run.load(text.encode(), "declared", functions)
    if "loaded" not in reply:
        raise ReferenceFailed(f"A declared answer or mistake cannot be imported: {reply['detail']}")
    return str(module.__file__), lambda call: wire.loads(run.answer(module, run.copied(call.arrived), 1 << 30))
