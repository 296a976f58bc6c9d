"""Points while nbgrader grades: a separate `grade` process runs the notebook in the sandbox, hidden cases included.

The kernel runs the student's code, so it gets only the points: no hidden case and no expected value ever enters it.
The kernel can still change the points; see SECURITY.md.
"""

import json
import math
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.course.folder import VARIABLE
from autograder.errors import AutograderError, CannotJudge, CourseError

SECONDS = "AUTOGRADER_SECONDS"
NBGRADERS_SECONDS = 30  # for a cell, unless its configuration says otherwise
MARGIN = 5
REFUSED = math.inf

Points = dict[str, float]


def graded_points(name: str) -> float:
    """What the notebook in the working directory earns for the function ``name``.

    The result is infinity if the notebook cannot be graded. nbgrader silently gives 0 to a cell that raises, and full
    points for most other values, but it refuses a submission with more points than the maximum.
    """
    try:
        return float(_points_of(_notebook())[name])
    except AutograderError as error:
        print(f"Not graded, and not the student's fault: {error.advice}")
    except KeyError:
        print(f"Not graded: the course has no exercise {name!r}. Generate the assignment again.")
    return REFUSED


def _notebook() -> Path:
    """The notebook that nbgrader executes: autograded/<student>/<assignment>/<assignment>.ipynb."""
    here = Path.cwd()
    found = sorted(here.glob("*.ipynb"))
    named = [path for path in found if path.stem == here.name] or found
    if len(named) != 1:
        raise CannotJudge(f"{here} should hold one notebook, but has {len(found)}.", "Name it after its assignment.")
    return named[0]


def _points_of(notebook: Path) -> Points:
    """Every function's points; raises `AutograderError`."""
    try:
        graded = _graded(notebook.read_bytes(), notebook.parent.parent.name, notebook.stem)
    except OSError as error:
        raise CannotJudge(f"{notebook} cannot be read: {error.strerror}.") from error
    if isinstance(graded, AutograderError):
        raise graded
    return graded


@cache
def _graded(notebook: bytes, student: str, assignment: str) -> Points | AutograderError:
    """Every function's points; graded once for each content of the notebook, even if the result is an error."""
    try:
        with TemporaryDirectory() as folder:
            work = Path(folder, "submissions", student, assignment)
            work.mkdir(parents=True)
            (work / f"{assignment}.ipynb").write_bytes(notebook)
            return _ask(Path(folder), assignment)
    except OSError as error:
        return CannotJudge(f"The notebook cannot be copied: {error.strerror}.")
    except AutograderError as error:
        return error


def _ask(folder: Path, assignment: str) -> Points:
    """Run `grade all` on the one submission in ``folder``; raises `AutograderError`."""
    results = folder / "results.json"
    options = ["--assignment", assignment, "--gradebook", str(folder / "gradebook.db"), "--json", str(results)]
    grade = [sys.executable, "-P", "-m", "autograder"]  # -P: no file in the working directory is taken for a module
    command = [*grade, "all", str(folder / "submissions"), "--quiet", "--course", str(_course()), *options]
    try:
        done = subprocess.run(  # noqa: S603  (our own command, and no shell)
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=_seconds()
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise CannotJudge(
            f"`grade` could not finish: {error}", f"Try a higher nbgrader timeout and a higher {SECONDS}."
        ) from error
    if done.returncode != 0 or not results.is_file():
        raise CannotJudge(f"`grade all` said: {done.stderr.decode('utf-8', 'replace').strip()}")
    [result] = json.loads(results.read_text(encoding="utf-8"))["results"]
    if result["status"] != "graded":
        raise CannotJudge(f"The notebook is {result['status']}.")
    return {exercise["name"]: exercise["points"] for exercise in result["exercises"]}


def _course() -> Path:
    try:
        return Path(os.environ[VARIABLE]).resolve()
    except KeyError:
        raise CourseError(
            f"{VARIABLE} is not set.", "Set it to the folder of grader.yaml, then run nbgrader again."
        ) from None


def _seconds() -> float:
    """How long `grade` may take: less than nbgrader's limit, which gives 0 points to a cell that reaches it."""
    return float(os.environ.get(SECONDS, NBGRADERS_SECONDS - MARGIN))
