"""Where a page's commands run: a remark says `place: NAME`, one of the functions below."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from autograder.course.secret import SECRET_BYTES, SECRET_FILE
from tests.conftest import REPOSITORY, answer, course_of, run_grade, trusted
from tests.helpers.shared import made_once

LESSONS = {
    "perceptron": ["threshold_unit", "hardlim", "perceptron_forward", "perceptron_update"],
    "losses": ["mean_squared_error", "cross_entropy"],
    "optimizers": ["momentum_step", "adam_step"],
}
"""A course that is small enough to be shown, out of the bundled one."""


def nothing(home: Path) -> Path:
    """An empty folder."""
    return home


def course(home: Path) -> Path:
    """A course of three short assignments, with a secret that the pages share, so that they share expected values."""
    root = Path(shutil.copytree(_course(), home / "my-course", symlinks=True))
    secret = root / SECRET_FILE
    secret.write_bytes(b"a secret of the pages".ljust(SECRET_BYTES))
    secret.chmod(0o600)
    with mock.patch.dict(os.environ, settings(home)):
        return trusted(root)


def kit(home: Path) -> Path:
    """What students of that course get."""
    return Path(shutil.copytree(made_once("pages-kit", _release), home / "kit"))


PLACES: dict[str, Callable[[Path], Path]] = {each.__name__: each for each in (nothing, course, kit)}


def settings(home: Path) -> dict[str, str]:
    """Where the user of a page has the list of trusted courses."""
    return {"XDG_CONFIG_HOME": str(home / ".config")}


def right(assignment: str) -> str:
    """The answers to an assignment of the bundled course."""
    return answer(REPOSITORY, assignment)


def _course() -> Path:
    return trusted(made_once("pages-course", lambda root: course_of(root, LESSONS)))


def _release(root: Path) -> None:
    ran = run_grade("release", root, cwd=_course())
    assert ran.code == 0, ran.err
