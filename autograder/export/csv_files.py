"""Results as CSV for spreadsheets and scripts: a row for each student, each result or each check."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from autograder.export.cells import number_cell, table_text, text_cell
from autograder.export.scores import ClassScores

Numbers = Callable[[float | None], str]


def wide_csv(scores: ClassScores, totals: Mapping[str, float | None], *, decimal_comma: bool = False) -> str:
    """A row for each student: a column for each assignment's score, and the total in percent."""
    extra = [name for name in ("name", "email", "section") if any(row.get(name) for row in scores.rows.values())]
    numbers = _numbers(decimal_comma)

    def lines() -> Iterator[Sequence[str]]:
        yield ["student", *extra, *(plan.name for plan in scores.plans), "total_percent"]
        for student in scores.students:
            row = scores.rows.get(student, {})
            own = [numbers(scores.score(student, plan)) for plan in scores.plans]
            who = [text_cell(text) for text in (student, *(row.get(name, "") for name in extra))]
            yield [*who, *own, numbers(totals.get(student))]

    return table_text(lines(), ";" if decimal_comma else ",")


LONG = (
    *("student", "assignment", "status", "points", "max_points", "score", "full_score"),
    *("late_days", "due", "submitted", "counts", "excused", "decided", "notes"),
)


def long_csv(scores: ClassScores, *, decimal_comma: bool = False) -> str:
    """A row for each result."""
    numbers = _numbers(decimal_comma)

    def lines() -> Iterator[Sequence[str]]:
        yield LONG
        for plan in scores.plans:
            for student in scores.students:
                if result := scores.result(student, plan):
                    late = "" if result.late_days is None else str(result.late_days)
                    times = [moment.isoformat() if moment else "" for moment in (result.due, result.submitted)]
                    flags = ["yes" if flag else "no" for flag in (result.counts, result.excused, result.decisions)]
                    points = [result.points, result.max_points, scores.score(student, plan), plan.points]
                    who = [text_cell(student), plan.name, result.status]
                    yield [*who, *map(numbers, points), late, *times, *flags, text_cell("; ".join(result.notes))]

    return table_text(lines(), ";" if decimal_comma else ",")


CHECKS = (
    *("student", "assignment", "exercise", "check", "says", "visibility"),
    *("status", "points", "max_points", "reason", "mistake", "message"),
)


def checks_csv(scores: ClassScores, *, decimal_comma: bool = False) -> str:
    """A row for each check of each result."""
    numbers = _numbers(decimal_comma)

    def lines() -> Iterator[Sequence[str]]:
        yield CHECKS
        for (student, assignment), result in sorted(scores.results.items()):
            for verdict in result.verdicts:
                names = [text_cell(student), assignment, verdict.exercise, verdict.check, text_cell(verdict.says)]
                points = [numbers(verdict.points), numbers(verdict.max_points)]
                told = [text_cell(text or "") for text in (verdict.reason, verdict.mistake, verdict.message)]
                yield [*names, verdict.visibility, verdict.status, *points, *told]

    return table_text(lines(), ";" if decimal_comma else ",")


def _numbers(decimal_comma: bool) -> Numbers:
    return lambda value: number_cell(value, decimal_comma=decimal_comma)
