"""Hands in a student's work: packs it into an archive, and reads that back."""

import hashlib
import platform
import re
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from autograder import __version__
from autograder.errors import OutputError
from autograder.student.student_file import StudentFile
from autograder.submissions.archive import read_archive, receipt, seal
from autograder.submissions.manifest import Manifest
from autograder.system.files import file_name


def seal_work(work: StudentFile, assignment: str, student: str, moment: datetime) -> tuple[Manifest, bytes]:
    """The archive of ``work``, handed in by ``student`` at ``moment`` (UTC), and its manifest."""
    manifest = Manifest(
        student=student,
        assignment=assignment,
        files={f"{assignment}{work.suffix}": hashlib.sha256(work.data).hexdigest()},
        time=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        versions=_versions(),
    )
    return manifest, seal(manifest, work.data)


def _versions() -> dict[str, str]:
    return {"autograder": __version__, "python": platform.python_version(), "numpy": version("numpy")}


def write_archive(folder: Path, manifest: Manifest, data: bytes) -> tuple[Path, str]:
    """Write a new file into ``folder`` and read it back; the result is its path and its receipt.

    Never replaces a file. Raises `OutputError`.
    """
    again = "Name another folder: `grade submit ASSIGNMENT --to DIR`."
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _written(folder, _file_name(manifest), data)
    except OSError as error:
        raise OutputError(
            f"The archive cannot be written to {folder}: {error.strerror}.", again, retry=False
        ) from error
    if read_archive(path).problem or path.read_bytes() != data:
        raise OutputError(f"{path} does not hold what was written to it.", again, retry=False)
    return path, receipt(data)


def _file_name(manifest: Manifest) -> str:
    student = re.sub(r"[^\w.@+-]+", "_", manifest.student).lstrip(".")[:60]
    return file_name(f"{manifest.assignment}-{student}-{re.sub('[-:]', '', manifest.time)}")


def _written(folder: Path, name: str, data: bytes) -> Path:
    number = 1
    while True:
        path = folder / (f"{name}-{number}.zip" if number > 1 else f"{name}.zip")
        try:
            with path.open("xb") as file:
                file.write(data)
            return path
        except FileExistsError:
            number += 1
