"""Checks work again whenever it is saved: only what a change affects; half-saved files do no harm.

`Watched` reads the work and checks it; `WatchSession` keeps what the screen shows and handles keys.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.errors import SubmissionsError
from autograder.grading.carry import Judged
from autograder.records import Verdict
from autograder.student.check import PublicChecks
from autograder.student.fingerprints import Code
from autograder.student.reset import reset
from autograder.student.standing import file_of, place_of, record_check
from autograder.submissions.own_work import read_own_work
from autograder.submissions.written_functions import stubs_of
from autograder.system.lazy_dataclass import dataclass

NO_VERDICTS: tuple[Verdict, ...] = ()
SUFFIXES = (".py", ".ipynb")


@dataclass(frozen=True)
class Snapshot:
    """The state of the work at one moment: the last verdicts, what is being checked, and why it cannot be read.

    What ``changed`` has new verdicts, and what is being checked has old ones. ``notes`` are remarks of the last check
    on the file as a whole.
    """

    verdicts: Mapping[str, tuple[Verdict, ...]] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    checking: tuple[str, ...] = ()
    trouble: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def failed(self, name: str) -> list[Verdict]:
        """The failed checks of an exercise."""
        return [verdict for verdict in self.verdicts.get(name, NO_VERDICTS) if verdict.status != "passed"]

    def passes(self, name: str) -> bool:
        """Whether an exercise passes; false if it is not checked yet."""
        return name in self.verdicts and not self.failed(name)

    def unwritten(self, name: str) -> bool:
        """Whether an exercise is still the stub."""
        failed = self.failed(name)
        every = len(failed) == len(self.verdicts.get(name, NO_VERDICTS)) > 0
        return every and all(verdict.reason == "not_implemented" for verdict in failed)


Tell = Callable[[Snapshot], object]


@dataclass
class FirstVerdicts:
    """Tells at once of what is certain, while the rest is checked: ``uses`` has what may be, and what its code uses.

    One that fails may do so because of another one, unless all that it or its answer uses are known to pass.
    """

    latest: Snapshot
    changed: Sequence[str]
    uses: Mapping[str, Set[str]]
    tell: Tell

    def hear(self, one: Judged) -> None:
        """Take the next verdicts."""
        name, latest = one.exercise.name, self.latest
        rest = tuple(other for other in self.changed if other not in (*latest.changed, name))
        if rest and name in self.uses and self._is_certain(one):
            verdicts = {**latest.verdicts, name: tuple(one.verdicts)}
            self.latest = replace(latest, verdicts=verdicts, changed=(*latest.changed, name))
            self.tell(replace(self.latest, checking=rest))

    def _is_certain(self, one: Judged) -> bool:
        used = {*one.exercise.siblings, *self.uses[one.exercise.name]}
        return not one.failed or all(self.latest.passes(name) and name not in self.changed for name in used)


class Watched:
    """One assignment's work, read and checked on request."""

    def __init__(self, public: PublicChecks, assignment: str, work: Path, only: Sequence[str] = ()) -> None:
        self.public, self.name, self.work, self.only = public, assignment, work, only
        self._seen: dict[str, str] = {}
        self._latest = Snapshot()

    @cached_property
    def assignment(self) -> Assignment:
        """The assignment with the watched exercises; raises `CourseError` or `ExerciseError`."""
        return self.public.assignment(self.name).narrowed(*self.only)

    @cached_property
    def names(self) -> list[str]:
        """The names of the watched exercises, in order."""
        return [exercise.name for exercise in self.assignment.exercises]

    def signature(self) -> list[tuple[str, int, int, int]]:
        """Changes when a file of the work is saved."""
        files = self.work.parent.glob("*") if self.work.is_file() else self.work.glob("*")
        return sorted(_stat(path) for path in files if path.suffix in SUFFIXES)

    def refresh(self, tell: Tell) -> None:
        """Check what has changed since the last call; tells of a snapshot before and of one after it.

        What uses nothing else that changed is told of as soon as its verdicts are certain.
        """
        try:
            source = self._source()
            code = Code.read(source, self.names, self.assignment.forwards)
            now = code.fingerprints()
            changed = tuple(name for name in self.names if now[name] != self._seen.get(name))
            places = {name: place_of(name, source.decode("utf-8", "replace")) for name in self.names}
            self._latest = replace(self._latest, changed=(), trouble="", places=places)
            if changed:
                tell(replace(self._latest, checking=changed))
                self._check(changed, now, FirstVerdicts(self._latest, changed, self._first(code, changed), tell).hear)
                self._seen = now
            tell(self._latest)
        except SyntaxError as error:
            where = f"Line {error.lineno}" if error.lineno else "The file"
            tell(self._unreadable(f"{where} cannot be parsed yet ({error.msg}). Checks continue when it can."))
        except (SubmissionsError, OSError, ValueError, RecursionError, MemoryError) as error:
            tell(self._unreadable(f"The work cannot be read at the moment: {error}"))

    def reset(self, name: str) -> str:
        """Put an exercise's stub back, and return a sentence about it; raises `AutograderError`."""
        _, copy = reset(self.public.course.root, self.public.assignment(self.name), name, self.work)
        return (
            f"{name} was replaced by the stub. Copy of your old file: {copy}"
            if copy
            else f"{name} is already the stub."
        )

    @property
    def file(self) -> Path:
        """The module or notebook that is watched."""
        return file_of(self.public.assignment(self.name), self.work)

    def _unreadable(self, trouble: str) -> Snapshot:
        self._latest = replace(self._latest, changed=(), trouble=trouble)
        return self._latest

    def _first(self, code: Code, changed: Sequence[str]) -> dict[str, Set[str]]:
        """What may be told of at once, with the exercises that each uses; nothing in the first check of all."""
        names = {exercise.name for exercise in self.public.assignment(self.name).exercises}
        first = code.first(changed) if self._latest.verdicts else ()
        return {name: code.needs[name] & names - {name} for name in first}

    def _check(self, changed: tuple[str, ...], digests: Mapping[str, str], hear: Callable[[Judged], object]) -> None:
        result = self.public.check(self.name, self.work, *changed, heard=hear)
        verdicts = result.verdicts
        own = {name: tuple(verdict for verdict in verdicts if verdict.exercise == name) for name in changed}
        self._latest = replace(
            self._latest, verdicts={**self._latest.verdicts, **own}, changed=changed, notes=result.notes
        )
        record_check(self.public, self.public.assignment(self.name), self.work, digests, verdicts)

    def _source(self) -> bytes:
        """The module's text, or that of a notebook's cells."""
        found = read_own_work(self.work, self.name, stubs_of(self.public.assignment(self.name)))
        if found.source is None:
            raise SubmissionsError(found.problem.message if found.problem else "The work is missing.")
        if not found.source.strip():
            raise SubmissionsError("It is empty.")
        return found.source


def _stat(path: Path) -> tuple[str, int, int, int]:
    try:
        found = path.stat()
        return path.name, found.st_mtime_ns, found.st_size, found.st_ino
    except OSError:
        return path.name, 0, 0, 0


@dataclass
class WatchSession:
    """The state of the screen: the list or one exercise, the number of hints, a question, the latest news."""

    names: Sequence[str]
    reset: Callable[[str], str]
    snapshot: Snapshot = field(default_factory=Snapshot)
    current: str = ""
    listing: bool = True
    asking: bool = False
    hints: int = 0
    news: tuple[str, ...] = ()
    reply: str = ""  # to the key before
    _new: Sequence[str] = ()  # what passes since the last save

    def __post_init__(self) -> None:
        self.current = self.current or self.names[0]

    @property
    def passed(self) -> list[str]:
        """The exercises that pass."""
        return [name for name in self.names if self.snapshot.passes(name)]

    @property
    def done(self) -> bool:
        """Whether every exercise passes."""
        return len(self.passed) == len(self.names)

    def arrive(self, snapshot: Snapshot) -> None:
        """Take a new snapshot, and show the exercise that the student changed, or the next one."""
        before, self.snapshot = self.snapshot, snapshot
        if not snapshot.changed:
            return
        if not before.verdicts:
            self._go(self._open_after("") or self.current)
            return
        told = self._new if before.changed and before.checking else ()  # of the same save
        self._new = [*told, *(name for name in snapshot.changed if snapshot.passes(name) and not before.passes(name))]
        self.listing = False
        self.news = tuple(f"{name} passes." for name in self._new)
        self._go(self._where_to(self._new))
        if self.done:
            self.listing = True
        elif self._new:
            self.news = (*self.news, f"Next: {self.current}.")

    def _where_to(self, new: Sequence[str]) -> str:
        """The exercise to show after a check: the current one or a written one if it fails, else the next."""
        snapshot = self.snapshot
        if snapshot.failed(self.current) and (self.current in snapshot.changed or not new):
            wrong = [self.current] if not snapshot.unwritten(self.current) else []
            wrong += [name for name in snapshot.changed if snapshot.failed(name) and not snapshot.unwritten(name)]
            return wrong[0] if wrong else self.current
        wrong = [name for name in snapshot.changed if snapshot.failed(name) and not snapshot.unwritten(name)]
        return wrong[0] if wrong else self._open_after(new[-1] if new else self.current) or self.current

    def _open_after(self, name: str) -> str:
        """The next exercise with a failed check; "" if there is none."""
        place = self.names.index(name) + 1 if name in self.names else 0
        order = [*self.names[place:], *self.names[:place]]
        return next((other for other in order if self.snapshot.failed(other)), "")

    def _go(self, name: str) -> None:
        if name != self.current:
            self.current, self.hints = name, 0

    def press(self, key: str) -> None:
        """Handle a key; unknown keys do nothing."""
        if self.asking:
            self.asking = False
            self.reply = self.reset(self.current) if key == "y" else "Nothing was changed."
            return
        action = KEYS.get(key)
        if action:
            self.news, self.reply = (), ""
            action(self)

    def _step(self, by: int) -> None:
        self._go(self.names[(self.names.index(self.current) + by) % len(self.names)])

    def _next(self) -> None:
        self._step(1)

    def _back(self) -> None:
        self._step(-1)

    def _list(self) -> None:
        self.listing = not self.listing

    def _hint(self) -> None:
        self.listing, self.hints = False, self.hints + 1

    def _ask(self) -> None:
        self.asking = True


KEYS: dict[str, Callable[[WatchSession], None]] = {
    "n": WatchSession._next,
    "down": WatchSession._next,
    "p": WatchSession._back,
    "up": WatchSession._back,
    "l": WatchSession._list,
    "enter": WatchSession._list,
    "h": WatchSession._hint,
    "r": WatchSession._ask,
}
