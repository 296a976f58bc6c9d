"""Scores -> the gradebook file of a learning platform: made from the roster, or filled into the platform's own."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from autograder.course.config import AssignmentPlan
from autograder.export.cells import number_cell, plain_text, table_text, text_cell
from autograder.export.lms_systems import System, assignment_of
from autograder.export.scores import ClassScores, Row
from autograder.submissions.roster import DESCRIBED
from autograder.system.lazy_dataclass import dataclass

POINTS_POSSIBLE = "Points Possible"

Owner = Callable[[Mapping[str, str]], str | None]
"""The student whom a row of a platform's file is about, by what its columns hold; None if nobody's is found."""


@dataclass(frozen=True)
class Filled:
    """A platform's file: ``absent`` are students with scores whom it does not list."""

    text: str
    absent: tuple[str, ...] = ()


def new_table(system: System, scores: ClassScores, *, decimal_comma: bool = False) -> str:
    """A file with a row for each student; what the roster does not say stays empty."""

    def lines() -> Iterator[list[str]]:
        last = [system.last[0]] if system.last else []
        yield [*(name for name, _ in system.columns), *map(system.head, scores.plans), *last]
        if system.has_points_possible:
            points = [number_cell(plan.points, decimal_comma=decimal_comma) for plan in scores.plans]
            yield [f"    {POINTS_POSSIBLE}", *[""] * (len(system.columns) - 1), *points]
        for student in scores.students:
            row = _known_of(student, scores.rows.get(student, {}))
            told = [text_cell(row.get(kind, "")) for _, kind in system.columns]
            own = [_cell(system, scores, student, plan, decimal_comma=decimal_comma) for plan in scores.plans]
            yield [*told, *own, *([system.last[1]] if system.last else [])]

    return table_text(lines(), ";" if decimal_comma else ",")


def _known_of(student: str, row: Row) -> dict[str, str]:
    """What is known of a student; where that is the name in the gradebook alone, it is taken for the login, too."""
    known = {kind: row.get(kind, "") for kind in (*DESCRIBED, "canvas_id")}
    known["name"] = known["name"] or f"{known['first']} {known['last']}".strip() or student
    known["login"] = known["login"] or ("" if known["id"] or known["email"] else student)
    if not known["last"] and "," in known["name"]:
        known["last"], _, known["first"] = (part.strip() for part in known["name"].partition(","))
    elif not known["last"]:
        known["first"], _, known["last"] = known["name"].rpartition(" ")
    return known


def filled(
    system: System,
    table: Sequence[Sequence[str]],
    scores: ClassScores,
    owner: Owner,
    *,
    decimal_comma: bool = False,
    delimiter: str = ",",
) -> Filled:
    """The platform's own file with our scores in it; nothing else in it changes."""
    head, places = _with_places(table[0], scores.plans, system)
    kinds = [system.holds(column) for column in table[0]]
    found, made = set(), [head]
    for line in table[1:]:
        cells = [*line, *[""] * (len(table[0]) - len(line))]
        student = owner({kind: plain_text(cell) for kind, cell in zip(kinds, cells, strict=False) if kind})
        cells = _widened(cells, len(head), system)
        if cells[0].strip() == POINTS_POSSIBLE:
            ours = {plan.name: number_cell(plan.points, decimal_comma=decimal_comma) for plan in scores.plans}
        elif student is None:
            ours = {}
        else:
            ours = {p.name: _cell(system, scores, student, p, decimal_comma=decimal_comma) for p in scores.plans}
            found.add(student)
        for name, cell in ours.items():
            cells[places[name]] = cell or cells[places[name]]
        made.append(cells)
    return Filled(table_text(made, delimiter), tuple(name for name in scores.students if name not in found))


def _with_places(
    columns: Sequence[str], plans: Sequence[AssignmentPlan], system: System
) -> tuple[list[str], dict[str, int]]:
    """The columns, with one for each assignment that has none, and where each assignment's scores go."""
    known = {assignment_of(column): place for place, column in enumerate(columns) if not system.holds(column)}
    new = [plan for plan in plans if plan.name not in known]
    end = len(columns) - (1 if system.last and columns[-1].strip() == system.last[0] else 0)
    head = [*columns[:end], *map(system.head, new), *columns[end:]]
    return head, {
        **{p.name: known[p.name] for p in plans if p.name in known},
        **{p.name: end + n for n, p in enumerate(new)},
    }


def _widened(cells: list[str], width: int, system: System) -> list[str]:
    """A row with room for the new columns, which stand before the platform's last one."""
    ends = bool(system.last and cells and cells[-1].strip() == system.last[1])
    end = len(cells) - ends
    return [*cells[:end], *[""] * (width - len(cells)), *cells[end:]]


def _cell(system: System, scores: ClassScores, student: str, plan: AssignmentPlan, *, decimal_comma: bool) -> str:
    if scores.is_excused(student, plan):
        return system.excused
    return number_cell(scores.score(student, plan), decimal_comma=decimal_comma)
