"""The course's secret, from which hidden cases are drawn: a file beside grader.yaml that only its owner may read."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from autograder.errors import CourseError
from autograder.system.files import open_to_others

SECRET_FILE = ".grade-secret"  # noqa: S105  (a name, no secret)
SECRET_BYTES = 32
READS, PAUSE = 20, 0.05  # another grader may be about to write the secret that it makes


def course_secret(folder: Path, announce: Callable[[str], None]) -> bytes:
    """The course's secret: ``AUTOGRADER_SECRET``, or the file beside grader.yaml, created when first needed.

    Raises `CourseError` if the file can be neither read nor created, or if others may read it.
    """
    given = os.environ.get("AUTOGRADER_SECRET")
    if given:
        return given.encode()
    path = folder / SECRET_FILE
    try:
        if not path.exists():
            _make(path, announce)
        if open_to_others(path):
            raise CourseError(
                f"The course's secret {path} can be read by other users.",
                f"Close it (chmod 600 {path}); if students may have seen it, delete it, then a new one is created.",
            )
        secret = _read(path)
    except OSError as error:
        raise CourseError(f"The course's secret {path} cannot be read or created: {error.strerror}.") from error
    if len(secret) < SECRET_BYTES:
        raise CourseError(f"The course's secret {path} is incomplete.", "Delete it, then a new one is created.")
    return secret


def _make(path: Path, announce: Callable[[str], None]) -> None:
    """Make a new secret, unless another grader has just made it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with open(descriptor, "wb") as file:  # noqa: PTH123  (a descriptor)
        file.write(os.urandom(SECRET_BYTES))
    announce(f"Made a new secret for this course's hidden cases: {path}. Keep it, and keep it to yourself.")


def _read(path: Path) -> bytes:
    """The secret, or what there is of it when it stays too short."""
    for _ in range(READS):
        secret = path.read_bytes()
        if len(secret) >= SECRET_BYTES:
            break
        time.sleep(PAUSE)
    return secret
