"""Exercise + calls -> [Expected], by torch; cached on disk by content, so that torch is seldom loaded."""

import hashlib
import importlib.metadata
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import AutograderError, ReferenceFailed
from autograder.exercise.declare import Exercise, Vjp
from autograder.installation import install
from autograder.records import RAISES, Call, Expected
from autograder.worker import run, wire
from autograder.worker.functions import FUNCTIONS
from autograder.worker.inputs import File, Function, Generator, Laid, Made, NewFile, Step, Steps, Written
from autograder.worker.steps import perform
from autograder.worker.wire import Value

PACKAGE = Path(__file__).parents[1]
FOLDER = ".grade-cache"
KEPT = 8  # versions of an assignment's declarations
Compute = Callable[[Exercise, Sequence[Call]], list[Value]]


class References:
    """Expected values, computed once for each content: calls, the assignment's declarations, torch and NumPy versions.

    ``course`` is the course's folder; the cache in it can be deleted at any time.
    """

    def __init__(self, course: Path) -> None:
        self.solutions, self.cache = course / "solutions", course / FOLDER
        self.fingerprint = _fingerprint(self.solutions)  # of all declarations
        self._fingerprints: dict[str, str] = {}
        self._lock = threading.Lock()  # torch and the mistaken answers run one at a time
        self._known: dict[Path, list[Value]] = {}

    def expect(self, exercise: Exercise, calls: Sequence[Call]) -> list[Expected]:
        """One `Expected` a call; raises `ReferenceFailed`."""
        pairs = zip(self.values(exercise, calls), self.mistakes(exercise, calls), strict=True)
        return [Expected.of_replies(*pair) for pair in pairs]

    def values(self, exercise: Exercise, calls: Sequence[Call]) -> list[Value]:
        """The reference's value of each call; raises `ReferenceFailed`."""
        return self._stored("values", reference_values, exercise, calls)

    def mistakes(self, exercise: Exercise, calls: Sequence[Call]) -> list[dict[str, Value]]:
        """What each named mistake would reply to each call, by its sentence."""
        return self._stored("mistakes", mistaken_replies, exercise, calls)

    def _stored(self, what: str, compute: Compute, exercise: Exercise, calls: Sequence[Call]) -> list[Value]:
        """What ``compute`` makes of the calls, from the cache if it is there."""
        content = hashlib.sha256(b"".join(call.frame for call in calls)).hexdigest()
        path = self._folder(exercise.assignment) / f"{exercise.name}-{content[:32]}.{what}"
        with self._lock:
            if path not in self._known:
                self._known[path] = _read(path, len(calls)) or self._written(path, compute(exercise, calls))
            return self._known[path]

    def _written(self, path: Path, values: list[Value]) -> list[Value]:
        with suppress(OSError, wire.TooLarge):  # what cannot be stored costs time, nothing else
            self._make(path.parent)
            draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            draft.write_bytes(wire.encode(values))
            draft.replace(path)
        return values

    def _folder(self, assignment: str) -> Path:
        if assignment not in self._fingerprints:
            self._fingerprints[assignment] = _fingerprint(self.solutions / assignment)
        return self.cache / f"{assignment}-{self._fingerprints[assignment][:16]}"

    def _make(self, folder: Path) -> None:
        """Make an assignment's folder, and forget those of its declarations that have been out of use longest."""
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            versions = self.cache.glob(f"{folder.name.rpartition('-')[0]}-*")
            for old in sorted(versions, key=lambda path: path.stat().st_mtime)[:-KEPT]:
                shutil.rmtree(old, ignore_errors=True)


def _read(path: Path, count: int) -> list[Value] | None:
    """What is stored, or None: a missing or damaged entry is computed again."""
    try:
        found = wire.loads(path.read_bytes())
    except (OSError, wire.WireError):
        return None
    return found if isinstance(found, list) and len(found) == count else None


def _fingerprint(declarations: Path) -> str:
    files = [*_sources(declarations), *_sources(PACKAGE / "exercise"), *_sources(PACKAGE / "worker"), Path(__file__)]
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    for package in ("torch", "numpy"):
        digest.update(_version(package).encode())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterable[Path]:
    return sorted(folder.rglob("*.py"))


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def reference_values(exercise: Exercise, calls: Sequence[Call]) -> list[Value]:
    """The reference's values as NumPy arrays, the forward's for probes; raises `ReferenceFailed`."""
    try:
        import torch
    except ImportError as error:
        raise ReferenceFailed(
            f"The expected values of {exercise.name} are not known yet, and computing them needs PyTorch.",
            f"Install it with: {install('instructor')}",
        ) from error
    torch.set_num_threads(1)
    compute = _pull_back if isinstance(exercise.reference, Vjp) else _call
    try:
        return [_arrays(_value(_call_forward if call.probes else compute, exercise, call)) for call in calls]
    except AutograderError:
        raise
    except Exception as error:
        raise ReferenceFailed(
            f"The reference of {exercise.assignment}/{exercise.name} failed: {type(error).__name__}: {error}",
            "Mend it and run `grade verify`.",
        ) from error


def _value(compute: Callable[[Exercise, Call], Value], exercise: Exercise, call: Call) -> Value:
    """What the reference returns; an error of its own is a value too where a check asks for it."""
    if exercise.checks[call.check].verb != "raises":
        return compute(exercise, call)
    try:
        return compute(exercise, call)
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        return {RAISES: type(error).__name__}


def _call(exercise: Exercise, call: Call) -> Value:
    reference = exercise.reference
    assert not isinstance(reference, Vjp)  # noqa: S101  (the caller chose by this)
    args, options = _tensors(call.args), _tensors(dict(call.options))
    if args and isinstance(args[0], Steps):
        return perform(args[0], {exercise.name: reference}, _tensors)
    written = [file for file in (*args, *options.values()) if isinstance(file, Written)]
    returned = reference(*args, **options)
    return written[0].arrays() if written else returned


def _call_forward(exercise: Exercise, call: Call) -> Value:
    assert exercise.forward is not None  # noqa: S101  (only a backward has probes)
    return _call(exercise.forward, call)


def _pull_back(exercise: Exercise, call: Call) -> Value:
    """The vector-Jacobian product of the forward's reference, by torch autograd."""
    import torch

    forward, inputs = exercise.forward, exercise.named(call.args, call.options)
    assert forward is not None  # noqa: S101  (the library has resolved every vjp)
    given = _tensors(exercise.forward_inputs(inputs))
    leaves: list[Any] = []
    for name in exercise.differentiated:
        _mapped(given[name], lambda tensor: leaves.append(tensor.requires_grad_()))
    args, options = forward.arguments(given)
    assert not isinstance(forward.reference, Vjp)  # noqa: S101  (a forward is no backward)
    out = forward.reference(*args, **options)
    gradients = iter(torch.autograd.grad(out[0] if isinstance(out, tuple) else out, leaves, _tensors(inputs["dout"])))
    found = tuple(_mapped(given[name], lambda _: next(gradients)) for name in exercise.differentiated)
    return found[0] if len(found) == 1 else found


def _mapped(value: Value, change: Callable[[Any], Any]) -> Value:
    if isinstance(value, (tuple, list)):
        return type(value)(_mapped(item, change) for item in value)
    return change(value)


def _tensors(value: Value) -> Value:
    """Floating arrays as float64 tensors, integer ones as int64; functions on these; everything else as it is."""
    import torch

    if isinstance(value, Function):
        return FUNCTIONS[value.name](**_tensors(dict(value.values)))
    if isinstance(value, Generator):
        return np.random.default_rng(value.seed)
    if isinstance(value, Laid):
        return _tensors(value.array)
    if isinstance(value, (File, NewFile)):
        return value.open()
    if isinstance(value, dict):
        return {key: _tensors(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_tensors(item) for item in value)
    if not isinstance(value, np.ndarray):
        return value
    kinds = {"f": np.float64, "i": np.int64, "u": np.int64}
    return torch.from_numpy(value.astype(kinds.get(value.dtype.kind, value.dtype)))


def _arrays(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _arrays(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_arrays(item) for item in value)
    return value.detach().numpy() if hasattr(value, "detach") else value


def mistaken_replies(exercise: Exercise, calls: Sequence[Call]) -> list[dict[str, Value]]:
    """Of each call, what a student with each named mistake would answer, by the mistake's sentence.

    A mistake has no say on a call whose outcome tells nothing about it.
    """
    found: list[dict[str, Value]] = [{} for _ in calls]
    for mistake in exercise.mistakes:
        telling = exercise.telling(mistake)
        places = [place for place, call in enumerate(calls) if call.check in telling]
        module = exercise.module(mistake.apply(exercise.source))
        for place, reply in zip(places, replies(module, [calls[place] for place in places]), strict=True):
            found[place][mistake.says] = reply
    return found


def replies(module: str, calls: Sequence[Call]) -> list[Value]:
    """The replies of our own (trusted) ``module``, run right here."""
    loaded, reply = run.load(module.encode(), "declared")
    if "loaded" not in reply:
        raise ReferenceFailed(f"A declared answer or mistake cannot be imported: {reply['detail']}")
    with np.errstate(all="ignore"):
        return [
            {"returned": None} if call.probes else wire.loads(run.answer(loaded, _fresh(call.arrived), 1 << 30))
            for call in calls
        ]


def _fresh(value: Value) -> Value:
    """``value`` with arrays of its own, for code that may change them."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (tuple, list)):
        return type(value)([_fresh(item) for item in value])
    if isinstance(value, dict):
        return {key: _fresh(item) for key, item in value.items()}
    if isinstance(value, (Made, Step, Steps, Function, Laid)):
        return type(value)(*(_fresh(getattr(value, part.name)) for part in fields(value)))
    return value
