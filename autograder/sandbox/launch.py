"""Starts the subprocess of a worker at level ``process``; imports little, so that a command can do this first of all.

What makes such a worker slow is Python's own start and NumPy's import: a worker that is launched ahead does both while
the command imports and reads what it needs itself.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from autograder.system.lazy_dataclass import dataclass

PYTHON = [sys.executable, "-s", "-P", "-B", "-m", "autograder.worker"]
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "MALLOC_PERTURB_": "165",  # np.empty is never zero by luck
}
MARK = "AUTOGRADER_WORKER"
START_SECONDS = 60.0  # a loaded machine with a cold disk
NEEDED_BY_WINDOWS = ("SYSTEMROOT", "TEMP", "TMP")


@dataclass(frozen=True)
class Launched:
    """A subprocess in an empty folder; it and what it starts have ``mark`` in their environment."""

    process: Any  # a Popen, of the standard library or of asyncio on Windows
    mark: str
    scratch: Path


_waiting: list[Launched] = []


def launch() -> Launched:
    """Start a worker, which waits for what it is to do; raises `OSError`."""
    scratch, mark = Path(tempfile.mkdtemp(prefix="autograder-")), os.urandom(16).hex()
    kept = {name: os.environ[name] for name in NEEDED_BY_WINDOWS if sys.platform == "win32" and name in os.environ}
    try:
        return Launched(_popen(scratch, {**ENVIRONMENT, **kept, MARK: mark}), mark, scratch)
    except OSError:
        scratch.rmdir()
        raise


def _popen(folder: Path, environment: dict[str, str]) -> Any:
    popen: Any = subprocess.Popen
    if sys.platform == "win32":  # asyncio reads no other pipes there
        from asyncio.windows_utils import Popen as popen  # noqa: N813
    pipe = subprocess.PIPE
    settings = {"stdin": pipe, "stdout": pipe, "stderr": pipe, "cwd": folder, "env": environment}
    return popen(PYTHON, bufsize=0, start_new_session=True, **settings)


def launched() -> Launched:
    """A worker that was launched ahead, or else a new one; raises `OSError`."""
    while _waiting:
        ahead = _waiting.pop()
        if ahead.process.poll() is None:
            return ahead
        discard(ahead)
    return launch()


def launch_ahead(count: int = 1) -> None:
    """Let ``count`` workers wait for later; if one cannot be started, whoever needs it says so."""
    with suppress(OSError):
        while len(_waiting) < count:
            _waiting.append(launch())


@contextmanager
def launched_ahead() -> Iterator[None]:
    """A worker starts while the block does other things; those that nobody has used by its end are ended."""
    launch_ahead()
    try:
        yield
    finally:
        while _waiting:
            discard(_waiting.pop())


def discard(unused: Launched) -> None:
    """End a worker that has run nothing."""
    unused.process.kill()
    unused.process.wait()
    for pipe in (unused.process.stdin, unused.process.stdout, unused.process.stderr):
        pipe.close()
    shutil.rmtree(unused.scratch, ignore_errors=True)  # nothing has run in it
