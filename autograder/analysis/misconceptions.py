"""Held mistakes -> the misconceptions of a class: which, by whom, where, and who got over them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field

from autograder.analysis.held import Held
from autograder.analysis.parts import parts_of
from autograder.course.misconceptions import Declared
from autograder.system.lazy_dataclass import dataclass

Place = tuple[str, str]
"""An assignment and an exercise."""

Keys = tuple[str, str]
"""What groups sentences: the title of a declared misconception, or a sentence with the exercise that declares it."""


@dataclass
class Misconception:
    """One misconception: its sentences with the students of each, and where it shows.

    ``title`` is a declared one's, or else the sentence. ``named`` says that an author has declared the sentence as a
    mistake; others are relations that the judge saw in the numbers. ``before`` are students who held it in an earlier
    attempt. ``lost`` are points in the exercises' own scales.
    """

    title: str
    named: bool
    lesson: str = ""
    sentences: dict[str, set[str]] = field(default_factory=dict)
    places: dict[Place, set[str]] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)
    lost: float = 0.0
    example: str = ""
    example_place: Place | None = None

    @property
    def students(self) -> set[str]:
        """Who holds it now, in any exercise."""
        return set().union(*self.places.values())

    @property
    def overcome(self) -> set[str]:
        """Who held it in an earlier attempt, and does not any more."""
        return self.before - self.students

    @property
    def kept(self) -> set[str]:
        """Who held it in an earlier attempt, and still does."""
        return self.before & self.students

    @property
    def assignment(self) -> str:
        """The lesson that it belongs to: the declared one, or the assignment where most students hold it."""
        by_assignment: dict[str, set[str]] = {}
        for (assignment, _), students in self.places.items():
            by_assignment.setdefault(assignment, set()).update(students)
        return self.lesson or max(by_assignment, key=lambda name: len(by_assignment[name]), default="")

    def says(self, text: str) -> bool:
        """Whether its title or a sentence has ``text`` in it, in capitals or not."""
        wanted = text.casefold()
        return any(wanted in said.casefold() for said in (self.title, *self.sentences))


@dataclass(frozen=True)
class Vocabulary:
    """What the course says of mistakes: the named ones of each exercise, and declared misconceptions."""

    named: Mapping[Place, Collection[str]] = field(default_factory=dict)
    declared: Sequence[Declared] = ()


def board(now: Iterable[Held], known: Vocabulary, earlier: Iterable[Held] = ()) -> list[Misconception]:
    """The misconceptions of a class, those with most students first.

    Sentences come together if a declared misconception lists both, or if they are the same relation in the numbers.
    The same words of two authors about two exercises need not mean the same, and stay apart.
    """
    of = {says: declared for declared in known.declared for says in declared.says}
    found: dict[Keys, Misconception] = {}
    for one in now:
        for says in parts_of(one.says, known.named.get(one.place, ())):
            _add(_entry(found, one.place, says, known, of), one, says)
    for one in earlier:
        for says in parts_of(one.says, known.named.get(one.place, ())):
            _entry(found, one.place, says, known, of).before.add(one.student)
    return sorted(found.values(), key=lambda each: (-len(each.students), -each.lost, each.title))


def _entry(
    found: dict[Keys, Misconception], place: Place, says: str, known: Vocabulary, of: Mapping[str, Declared]
) -> Misconception:
    named = says in known.named.get(place, ())
    if says in of:
        key, made = (of[says].title, ""), Misconception(of[says].title, True, of[says].lesson)
    else:
        key, made = (says, "/".join(place) if named else ""), Misconception(says, named)
    return found.setdefault(key, made)


def _add(entry: Misconception, one: Held, says: str) -> None:
    entry.sentences.setdefault(says, set()).add(one.student)
    entry.places.setdefault(one.place, set()).add(one.student)
    entry.lost += one.lost
    if one.example and (not entry.example or len(one.example) < len(entry.example)):
        entry.example, entry.example_place = one.example, one.place
