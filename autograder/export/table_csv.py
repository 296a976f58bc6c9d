"""The table of `grade table` as CSV: every row, whatever the size of the class."""

from collections.abc import Iterator, Sequence

from autograder.export.cells import number_cell, table_text, text_cell
from autograder.records import Result
from autograder.report.class_table import MARKS, ClassResults, marks_of


def table_csv(shown: ClassResults) -> str:
    """A row for each student: scores, the total, what of it is due, and a remark on each result."""
    return table_text(_lines(shown))


def _lines(shown: ClassResults) -> Iterator[Sequence[str]]:
    plans = [plan.name for plan in shown.plans]
    remarks = [f"{plan}_remarks" for plan in plans]
    yield ["student", "on_roster", *plans, "total_percent", "assignments_due", *remarks]
    for name, own in shown.by_student.items():
        found, results = shown.total(own), [own.get(plan) for plan in plans]
        listed = "" if shown.roster is None else "no" if shown.is_stranger(name) else "yes"
        scores = [number_cell(result.score if result else None) for result in results]
        due = str(len(found.counted) + len(found.dropped))
        yield [text_cell(name), listed, *scores, number_cell(found.percent), due, *map(_remarks, results)]


def _remarks(result: Result | None) -> str:
    return "; ".join(MARKS[mark] for mark in (marks_of(result) if result else "-"))
