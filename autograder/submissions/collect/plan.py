"""What `grade collect` will do: each attempt with its files, and every file that is left out, with the reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime

from autograder.course.times import EmptyDate, read_time
from autograder.submissions.collect.download import Download
from autograder.submissions.collect.handed_in import HandedIn, HandedInFile, Person, Understood
from autograder.submissions.collect.people import People, Unmatched
from autograder.submissions.plain_zip import SUFFIX
from autograder.submissions.student_names import student_name
from autograder.submissions.work_files import kind_of, stem_of
from autograder.system.lazy_dataclass import dataclass

MAX_FILES = 20  # of one attempt
NO_WORK = "it is not a module (.py), a notebook (.ipynb) or a zip file"


@dataclass(frozen=True)
class LeftOut:
    """A file that is not collected."""

    path: str
    reason: str


@dataclass(frozen=True)
class Attempt:
    """One student's attempt at one assignment; ``time`` is ISO 8601, empty where unknown."""

    student: str
    assignment: str
    files: tuple[HandedInFile, ...]
    time: str = ""
    notes: tuple[str, ...] = ()

    @property
    def age(self) -> tuple[bool, datetime]:
        """Larger for a later attempt; one whose time is unknown comes first."""
        moment = _moment(self.time)
        return moment is not None, moment or datetime.min.replace(tzinfo=UTC)


@dataclass
class Plan:
    """The attempts in the order in which they came, and the files that are left out."""

    attempts: list[Attempt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def leave_out(self, files: Iterable[HandedInFile], reason: str) -> None:
        """Say of each file why it is not collected."""
        self.left_out += [LeftOut(file.file.shown, reason) for file in files]


def plan_of(
    download: Download, understood: Understood, roster: People, assignments: Collection[str], only: str = ""
) -> Plan:
    """What to collect from a download; ``only`` is the assignment that all of it is work on."""
    plan = Plan(remarks=list(understood.problems))
    plan.left_out = [LeftOut(path, reason) for path, reason in download.refused.items()]
    known = understood.files
    plan.left_out += [LeftOut(f.shown, _not_understood(f.name)) for f in download.files if f not in known]
    told = [
        (work, student, person) for work in understood.handed_in for student, person in _students(work, roster, plan)
    ]
    several = _several_senders((student, person) for _, student, person in told)
    attempts: list[Attempt] = []
    for work, student, _ in told:
        if student in several:
            plan.leave_out(
                work.files, f"two people are called {student!r}; put each one's work into a folder of their own"
            )
        else:
            attempts += _attempts(work, student, assignments, only, plan)
    plan.attempts = sorted(_merged(attempts), key=lambda one: (one.student, one.assignment, one.age))
    plan.left_out.sort(key=lambda one: one.path)
    plan.remarks += _collisions(plan.attempts)
    return plan


def _not_understood(name: str) -> str:
    return "its path does not name a student" if kind_of(name) or name.casefold().endswith(SUFFIX) else NO_WORK


def _students(work: HandedIn, roster: People, plan: Plan) -> Iterator[tuple[str, Person]]:
    """The students whose attempt this is; the files are left out for those who are not found."""
    if not work.people:
        plan.leave_out(work.files, "the download does not name its student")
    for person in work.people:
        try:
            yield roster.student(person), person
        except Unmatched as error:
            plan.leave_out(work.files, str(error))


def _several_senders(told: Iterable[tuple[str, Person]]) -> set[str]:
    """The students' names under which a system has several people."""
    senders = defaultdict(set)
    for student, person in told:
        senders[student].add(person.sender)
    return {student for student, numbers in senders.items() if len(numbers - {""}) > 1}


def _attempts(work: HandedIn, student: str, assignments: Collection[str], only: str, plan: Plan) -> Iterator[Attempt]:
    """The attempt as one at each assignment that its files are work on."""
    files = [file for file in work.files if is_work(file.name)]
    plan.leave_out((file for file in work.files if not is_work(file.name)), NO_WORK)
    named = only or work.assignment
    of: dict[str, list[HandedInFile]] = defaultdict(list)
    for file in files:
        of[named or _assignment_of(file, assignments)].append(file)
    if len(of) == 2 and "" in of:  # helpers beside the work
        of = {name: files for name in of if name}
    for assignment, meant in of.items():
        if assignment not in assignments:
            plan.leave_out(meant, _no_assignment(assignment))
        else:
            plan.leave_out(meant[MAX_FILES:], f"at most {MAX_FILES} files of an attempt are collected")
            yield Attempt(student, assignment, tuple(meant[:MAX_FILES]), _iso(work.time), work.notes)


def is_work(name: str) -> bool:
    """Whether a file may be work, by its name."""
    return kind_of(name) is not None or (name.casefold().endswith(SUFFIX) and not name.startswith("."))


def _assignment_of(file: HandedInFile, assignments: Collection[str]) -> str:
    """The assignment that a file's name begins with; empty if there is none."""
    stem = stem_of(file.name)
    found = [name for name in assignments if stem == name or stem.startswith((f"{name}-", f"{name} ", f"{name}_"))]
    return max(found, key=len, default="")


def _no_assignment(name: str) -> str:
    if name:
        return f"{name!r} is not an assignment in grader.yaml"
    return "which assignment it is cannot be told from its name; `--assignment A` says it"


def _merged(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Files of one student that came at one time, or at unknown times, are one attempt."""
    found: dict[tuple[str, str, str], Attempt] = {}
    for one in attempts:
        key = (one.student, one.assignment, one.time)
        first = found.get(key)
        notes = tuple(dict.fromkeys([*(first.notes if first else ()), *one.notes]))
        found[key] = replace(one, files=(*first.files, *one.files), notes=notes) if first else one
    return list(found.values())


def _iso(text: str) -> str:
    """A time as ISO 8601, in its own zone if it names one; the text itself where it is not understood."""
    try:
        return read_time(text).isoformat() if text else ""
    except EmptyDate:
        return ""
    except (ValueError, OverflowError):
        return text


def _moment(text: str) -> datetime | None:
    try:
        moment = read_time(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _collisions(attempts: Iterable[Attempt]) -> Iterator[str]:
    """A remark on each two students whose folders are one on a system that ignores case."""
    found = defaultdict(set)
    for attempt in attempts:
        found[student_name(attempt.student).casefold()].add(attempt.student)
    for students in found.values():
        if len(students) > 1:
            names = " and ".join(map(repr, sorted(students)))
            yield f"{names} would be one folder on Windows and macOS; change one of them in roster.csv."
