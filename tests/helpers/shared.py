"""What costs much is made once a run, for all the processes that run the tests."""

import atexit
import functools
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

VARIABLE = "AUTOGRADER_TESTS_SHARED"


@functools.cache
def shared_folder() -> Path:
    """A folder of this run. The first process makes it; the workers of pytest-xdist inherit its name."""
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = tempfile.mkdtemp(prefix="autograder-tests-")
        atexit.register(shutil.rmtree, os.environ[VARIABLE])
    return Path(os.environ[VARIABLE])


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The file or folder ``name`` of the shared folder. ``make`` gets a path to make it at, if nobody has yet."""
    from filelock import FileLock

    made = shared_folder() / name
    with FileLock(made.with_suffix(".lock")):
        if not made.exists():
            draft = Path(tempfile.mkdtemp(prefix=f"{made.stem}-", dir=shared_folder())) / made.name
            make(draft)
            draft.rename(made)
    return made
