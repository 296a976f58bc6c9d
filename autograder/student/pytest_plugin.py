"""`pytest assignments/optimizers`: each public check of a student's work is a test item, with `grade check`'s message.

Every pytest run loads this plugin if autograder is installed, so it imports nothing before a course's file is found.
"""

import os
from collections.abc import Generator, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr
    from pluggy import Result

    from autograder.errors import AutograderError
    from autograder.records import Verdict
    from autograder.student.check import PublicChecks

FOLDER, FILE, VARIABLE = "assignments", "grader.yaml", "AUTOGRADER_COURSE"


@pytest.hookimpl(hookwrapper=True)  # and not `wrapper`, at which an older pytest would stop in any project
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> "Generator[None, Result[list[pytest.Collector]], None]":
    """Collect a student's work here: no other plugin may import it into pytest's own process."""
    collected = yield
    root = _course_root(file_path, parent.session)
    if root:
        collected.force_result([ModuleFile.from_parent(parent, path=file_path, root=root)])


@pytest.hookimpl(tryfirst=True)  # before pytest looks at the marks
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what is not written yet; by a mark and not an exception, so that pytest reports the student's own line."""
    if isinstance(item, CheckItem) and item.work.is_unwritten(item.exercise):
        item.add_marker(pytest.mark.skip(reason=f"{item.exercise} is not written yet"))


def _course_root(path: Path, session: pytest.Session) -> Path | None:
    """The course that checks the module, if it is work on an assignment: in its folder there, or named to pytest.

    That is the course around where pytest was started. Outside of any it is that in which the module has its place.
    A look at the file system only, since every file that pytest collects anywhere is asked about.
    """
    place = Path(FOLDER, path.stem, path.name)
    in_place = path.parts[-3:] == place.parts and (path.parents[2] / FILE).is_file()
    if path.suffix != ".py" or not (in_place or session.isinitpath(path)):
        return None
    root = _course_around(session.config.invocation_params.dir)
    if root is None:
        return path.parents[2] if in_place else None
    return root if in_place or (root / place).is_file() else None


def _course_around(folder: Path) -> Path | None:
    """The folder of the course that AUTOGRADER_COURSE names, or of the one around ``folder``."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return next((around for around in (folder, *folder.parents) if (around / FILE).is_file()), None)


class ModuleFile(pytest.File):
    """A student's module; its checks are judged together, when the first of them runs."""

    def __init__(self, *, root: Path, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]  # pytest's own
        self.root = root

    def collect(self) -> "Iterator[ExerciseCollector]":
        """One collector for each exercise; the student's code is not run."""
        from autograder.errors import AutograderError

        try:
            exercises = self.public.assignment(self.path.stem).exercises
        except AutograderError as error:
            raise self.CollectError(error.advice) from error
        for exercise in exercises:
            yield ExerciseCollector.from_parent(self, name=exercise.name)

    @cached_property
    def public(self) -> "PublicChecks":
        """The course or kit in ``root``; raises `AutograderError`."""
        from autograder.course.place import course_in
        from autograder.student.check import PublicChecks

        return PublicChecks(course_in(self.root))

    def verdict(self, exercise: str, check: str) -> "Verdict":
        """The verdict on one check; raises `AutograderError`, the same one for all checks if nothing can be judged."""
        if isinstance(self.judgement, Exception):
            raise self.judgement
        return self.judgement[exercise, check]

    def is_unwritten(self, exercise: str) -> bool:
        """Whether every requested check of an exercise finds only the stub."""
        judged = [] if isinstance(self.judgement, Exception) else self.judgement.items()
        reasons = {verdict.reason for (name, _), verdict in judged if name == exercise}
        return reasons == {"not_implemented"}

    @cached_property
    def judgement(self) -> "dict[tuple[str, str], Verdict] | AutograderError":
        """The verdicts on all exercises that have a requested check, by exercise and check."""
        from autograder.errors import AutograderError

        items = (item for item in self.session.items if isinstance(item, CheckItem) and item.work is self)
        wanted = dict.fromkeys(item.exercise for item in items)
        try:
            result = self.public.check(self.path.stem, self.path, *wanted)
        except AutograderError as error:
            return error
        return {(verdict.exercise, verdict.check): verdict for verdict in result.verdicts}

    @cached_property
    def lines(self) -> dict[str, int]:
        """The first line of each exercise, counted from 0, for editors; read from the text, never run."""
        text = self.path.read_text(encoding="utf-8", errors="replace")
        numbered = ((number, line.split("(")[0].split(":")[0]) for number, line in enumerate(text.splitlines()))
        heads = ((number, head.split()) for number, head in numbered if head.startswith(("def ", "class ")))
        return {words[1]: number for number, words in heads if len(words) == 2}


class ExerciseCollector(pytest.Collector):
    """One function or class of the assignment."""

    parent: ModuleFile

    def collect(self) -> "Iterator[CheckItem]":
        """One item for each check."""
        for name, check in self.parent.public.assignment(self.parent.path.stem).exercise(self.name).checks.items():
            yield CheckItem.from_parent(self, name=name, says=check.says)


class CheckFailed(Exception):
    """A check failed."""


class CheckItem(pytest.Item):
    """One check."""

    parent: ExerciseCollector

    def __init__(self, *, says: str, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]  # pytest's own
        self.says = says

    @property
    def work(self) -> ModuleFile:
        """The file that is checked."""
        return self.parent.parent

    @property
    def exercise(self) -> str:
        """The name of the exercise."""
        return self.parent.name

    def runtest(self) -> None:
        """Pass, or raise the failure that `grade check` would show."""
        verdict = self.work.verdict(self.exercise, self.name)
        if verdict.status != "passed":
            raise CheckFailed(_shown(verdict))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], *style: Any, **named: Any
    ) -> "str | TerminalRepr":
        """The message, without a traceback through our own code."""
        from autograder.errors import AutograderError

        if isinstance(excinfo.value, AutograderError):
            return excinfo.value.advice
        return (
            str(excinfo.value)
            if isinstance(excinfo.value, CheckFailed)
            else super().repr_failure(excinfo, *style, **named)
        )

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The function's first line, and what the check asks."""
        return self.path, self.work.lines.get(self.exercise), f"{self.exercise}: {self.says}"


def _shown(verdict: "Verdict") -> str:
    """The failure as `grade check` prints it, without colours and the first line, which is the item's title."""
    from io import StringIO
    from textwrap import dedent

    from rich.console import Console

    from autograder.report.terminal import failure_view

    if verdict.reason == "not_implemented":
        return verdict.message
    console = Console(file=StringIO(), width=100, color_system=None)
    with console.capture() as capture:
        console.print(failure_view(verdict), soft_wrap=True)
    return dedent(capture.get().partition("\n")[2]).rstrip()
