"""Ways of grading one class of one assignment, each run as its users run it."""

import importlib.metadata
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from autograder.course.assignment import SolvedAssignment
from autograder.grading.ask import ExerciseQuestions
from autograder.worker import run as worker
from benchmarks.assertions import HELPERS, TEST, count, pytest_module, write_calls
from benchmarks.classes import modules, write_modules, write_notebooks
from benchmarks.measure import GRADE, REPOSITORY, SECRET, Run, run, run_here

Contender = Callable[[], Run]
NUMBERS = itertools.count()


@dataclass(frozen=True)
class Compared:
    """A class in a folder of its own; ``asked`` is what `grade all` asks each of its students."""

    root: Path
    assignment: SolvedAssignment
    students: int
    asked: Sequence[ExerciseQuestions]

    def contenders(self) -> dict[str, Contender]:
        """All ways, by what they are called."""
        return {
            "grade all, modules, 1 job": lambda: self.ours("modules", 1),
            "grade all, modules, 2 jobs": lambda: self.ours("modules", 2),
            "grade all, notebooks, 1 job": lambda: self.ours("notebooks", 1),
            "grade all, notebooks, 2 jobs": lambda: self.ours("notebooks", 2),
            "nbgrader autograde": self.nbgrader,
            "pytest, a process each": self.pytest,
            "limit: fork of a warm process each": self.forks,
            "limit: bare loop in one process": self.loop,
        }

    def calls(self, name: str) -> int:
        """How many calls of a student's functions a contender makes for each submission."""
        plain = name.startswith(("nbgrader", "pytest"))
        return count(self.plain_calls) if plain else sum(len(one.batch.calls) for one in self.asked)

    def ours(self, kind: str, jobs: int) -> Run:
        """`grade all` into a gradebook of its own."""
        book = self.root / f"{next(NUMBERS)}.db"
        options = ["--assignment", self.assignment.name, "--jobs", str(jobs), "--gradebook", book, "--quiet"]
        return run([*GRADE, "all", self.folders[kind], *options], REPOSITORY, AUTOGRADER_SECRET=SECRET)

    def nbgrader(self) -> Run:
        """Nbgrader's own command on notebooks with a test cell for each check."""
        return run([*_nbgrader(), "autograde", self.assignment.name, "--force"], self.nbgrader_course, **_alembic())

    def pytest(self) -> Run:
        """A process of pytest for each student, one after the other, without plugins."""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
        runs = [
            run(command, folder, (0, 1), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", OPENBLAS_NUM_THREADS="1")
            for folder in sorted(self.pytest_class.iterdir())
        ]
        return Run(sum(r.seconds for r in runs), sum(r.cpu for r in runs), max(r.peak for r in runs))

    def forks(self) -> Run:
        """A fork for each student that loads the module and makes all calls: no walls, no replies, no judging."""

        def work() -> None:
            for text in self.texts:
                if (pid := os.fork()) == 0:
                    self._call_all(text)
                    os._exit(0)
                os.waitpid(pid, 0)

        return run_here(work)

    def loop(self) -> Run:
        """All modules loaded and called in one process: what the students' own code costs."""

        def work() -> None:
            for text in self.texts:
                self._call_all(text)

        return run_here(work)

    def _call_all(self, text: str) -> None:
        module, _ = worker.load(text.encode(), self.assignment.name)
        for one in self.asked:
            for call in one.batch.calls:
                with suppress(Exception):
                    worker.invoke(module, deepcopy(call.arrived))

    @cached_property
    def texts(self) -> list[str]:
        """The students' modules."""
        return modules(self.assignment, self.students)

    @cached_property
    def folders(self) -> dict[str, Path]:
        """The class as modules and as notebooks."""
        made = {kind: self.root / kind for kind in ("modules", "notebooks")}
        write_modules(made["modules"], self.assignment, self.students)
        write_notebooks(made["notebooks"], self.assignment, self.students)
        return made

    @cached_property
    def plain_calls(self) -> Path:
        """The file of the calls that ordinary tests make."""
        write_calls(self.root / "calls.pickle", self.asked)
        return self.root / "calls.pickle"

    @cached_property
    def tests(self) -> dict[str, str]:
        """The function that each ordinary test is about, by the test's name."""
        return write_calls(self.plain_calls, self.asked)

    @cached_property
    def pytest_class(self) -> Path:
        """A folder for each student, with the module and the tests."""
        root = self.root / "pytest"
        tests = pytest_module(self.plain_calls, self.assignment.name, self.tests)
        for number, text in enumerate(self.texts):
            folder = root / f"student{number:05}"
            folder.mkdir(parents=True)
            (folder / f"{self.assignment.name}.py").write_text(text)
            (folder / "test_it.py").write_text(tests)
        return root

    @cached_property
    def nbgrader_course(self) -> Path:
        """Nbgrader's course: the assignment generated, the class handed in."""
        root, name = self.root / "nbgrader", self.assignment.name
        source = root / "source" / name / f"{name}.ipynb"
        source.parent.mkdir(parents=True)
        nbformat.write(self._notebook(self.assignment.answer), source)  # type: ignore[no-untyped-call]  # it has no types
        run([*_nbgrader(), "generate_assignment", name], root, **_alembic())
        for number, text in enumerate(self.texts):
            folder = root / "submitted" / f"student{number:05}" / name
            folder.mkdir(parents=True)
            shutil.copy(root / "release" / name / f"{name}.ipynb", folder)
            book = nbformat.read(folder / f"{name}.ipynb", 4)  # type: ignore[no-untyped-call]
            next(cell for cell in book.cells if cell.id == "work").source = text
            nbformat.write(book, folder / f"{name}.ipynb")  # type: ignore[no-untyped-call]
        return root

    def _notebook(self, text: str) -> nbformat.NotebookNode:
        cells = [_cell("helpers", HELPERS.format(path=str(self.plain_calls))), _cell("work", text, solution=True)]
        cells += [
            _cell(name, TEST.format(name=name, function=function), grade=True, locked=True, points=1)
            for name, function in self.tests.items()
        ]
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        node: nbformat.NotebookNode = nbformat.from_dict(book)  # type: ignore[no-untyped-call]  # it has no types
        return node


def _cell(name: str, text: str, **roles: object) -> dict[str, object]:
    known = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False, "grade_id": name}
    metadata = {"nbgrader": {**known, **roles}} if roles else {}
    code: dict[str, object] = {"cell_type": "code", "execution_count": None, "outputs": []}
    return {**code, "id": name[:64], "metadata": metadata, "source": text}


def _nbgrader() -> list[str]:
    return [sys.executable, "-m", "nbgrader"]


def _alembic() -> dict[str, str]:
    """Nbgrader needs alembic's command on the path."""
    found = next(file for file in importlib.metadata.files("alembic") or [] if file.stem == "alembic")
    folder = Path(str(found.locate())).resolve().parent
    return {"PATH": os.pathsep.join([str(folder), os.environ["PATH"]]), "OPENBLAS_NUM_THREADS": "1"}
