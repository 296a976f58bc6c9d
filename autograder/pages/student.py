"""One student's results -> a page and the same as Markdown, with nobody else's data.

Remarks of collecting are left out, because they name the members of a group. So is what the code printed or raised on
hidden cases.
"""

import math
import re
from collections.abc import Sequence

from markupsafe import Markup

from autograder.pages.paper import page
from autograder.records import Result, Verdict
from autograder.records.picture import unpacked
from autograder.report import picture
from autograder.report.heatmap import svg
from autograder.report.safe import safe
from autograder.system.lazy_dataclass import dataclass

SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")


@dataclass(frozen=True)
class Figure:
    """A picture of what a check saw: what the check asks, the image, and the same in words."""

    asks: str
    svg: Markup
    words: str


@dataclass(frozen=True)
class CheckView:
    """One check that has not passed."""

    status: str
    asks: str
    points: str
    visibility: str
    message: str
    example: str
    detail: str
    map: Markup
    figure: Figure | None


@dataclass(frozen=True)
class ExerciseView:
    """One exercise: what its passed checks ask, with their pictures, and the others."""

    name: str
    points: str
    passed: Sequence[str]
    figures: Sequence[Figure]
    failed: Sequence[CheckView]


@dataclass(frozen=True)
class AssignmentView:
    """One assignment: its points, the rules that made them, its exercises."""

    name: str
    points: str
    why: Sequence[str]
    exercises: Sequence[ExerciseView]


@dataclass(frozen=True)
class StudentView:
    """One student's results, as they are shown; ``total`` says what it counts."""

    student: str
    course: str
    now: str
    total: str
    assignments: Sequence[AssignmentView]

    @property
    def html(self) -> str:
        """The page; it has no links, so that it can be sent by itself."""
        return page("student.html", title=self.student, **{k: v for k, v in vars(self).items() if k != "student"})

    @property
    def markdown(self) -> str:
        """The same as Markdown, in which no text of a submission is markup."""
        lines = [f"# {_plain(self.student)}", f"{_plain(self.course)}, as of {self.now}."]
        lines += [f"Total: {_plain(self.total)}"] if self.total else []
        for one in self.assignments:
            lines += [f"## {_plain(one.name)}", f"**{_plain(one.points)}**"]
            lines += ["\n".join(f"- {_plain(line)}" for line in one.why)] if one.why else []
            for exercise in one.exercises:
                lines += _exercise_lines(exercise)
        return "\n\n".join(lines) + "\n"


def student_view(student: str, results: Sequence[Result], *, course: str, now: str, total: str) -> StudentView:
    """What is shown of a student's results."""
    return StudentView(student, course, now, total, [_assignment(result) for result in results])


def _assignment(result: Result) -> AssignmentView:
    by_name: dict[str, list[Verdict]] = {}
    for verdict in result.verdicts:
        by_name.setdefault(verdict.exercise, []).append(verdict)
    exercises = [_exercise(name, own) for name, own in by_name.items()]
    return AssignmentView(result.assignment, _standing(result), result.explanation, exercises)


def _standing(result: Result) -> str:
    if result.excused:
        return "excused"
    score = "no score yet" if result.score is None else f"score {result.score:g}"
    if result.status == "missing":
        return f"nothing handed in, {score}"
    if result.points is None:
        return f"could not be judged, {score}"
    return f"{score}, {result.points:g} of {result.max_points:g} points"


def _exercise(name: str, own: Sequence[Verdict]) -> ExerciseView:
    points, most = (math.fsum(getattr(one, key) for one in own) for key in ("points", "max_points"))
    passed = [one for one in own if one.status == "passed"]
    figures = [figure for one in passed if (figure := _figure(one))]
    failed = [_check(one) for one in own if one.status != "passed"]
    return ExerciseView(name, f"{points:g} of {most:g}", [one.says for one in passed], figures, failed)


def _check(verdict: Verdict) -> CheckView:
    public = verdict.visibility == "public"
    return CheckView(
        status=verdict.status,
        asks=verdict.says,
        points=f"{verdict.points:g} of {verdict.max_points:g}",
        visibility=verdict.visibility,
        message=verdict.message,
        example=verdict.example if public else "",
        detail=verdict.detail.strip() if public else "",
        map=Markup(svg(verdict.differs) if verdict.differs else ""),  # noqa: S704  (it escapes its caption)
        figure=_figure(verdict) if public else None,
    )


def _figure(verdict: Verdict) -> Figure | None:
    drawn = unpacked(verdict.picture)
    if drawn is None:
        return None
    image = Markup(picture.svg(drawn))  # noqa: S704  (it escapes its title)
    return Figure(verdict.says, image, picture.words(drawn))


def _exercise_lines(exercise: ExerciseView) -> list[str]:
    lines = [f"### {_plain(exercise.name)} ({exercise.points})"]
    lines += [f"passed: {_plain('; '.join(exercise.passed))}"] if exercise.passed else []
    lines += [_plain(f"{figure.asks}: {figure.words}") for figure in exercise.figures]
    for check in exercise.failed:
        said = "not judged" if check.status == "could_not_judge" else "failed"
        lines.append(f"**{said}**: {_plain(check.asks)} ({check.points}, {check.visibility} cases)")
        lines.append("  \n".join(_plain(line) for line in check.message.splitlines()))
        lines += [_plain(check.figure.words)] if check.figure else []
        lines += [_block(text) for text in (check.example, check.detail) if text]
    return lines


def _plain(text: str) -> str:
    """``text`` with every character escaped that Markdown or HTML gives a meaning."""
    return SPECIAL.sub(r"\\\1", safe(text))


def _block(text: str) -> str:
    """A text as indented code, which nothing in it can end."""
    return "\n".join(f"    {line}" for line in safe(text, lines=True).splitlines())
