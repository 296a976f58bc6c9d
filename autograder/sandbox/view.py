"""The files of this machine that a worker can see: Python's own and those of the allowed packages."""

import functools
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import CourseError
from autograder.system.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from importlib.metadata import Distribution

NUMPY = "numpy"  # the distribution and its one module
OTHERS = ("site-packages", "dist-packages")
MODULE_ENDINGS = (".py", ".so")


@dataclass(frozen=True)
class View:
    """Folders of the standard library, folders in these that stay hidden, the packages' files, their modules."""

    python: list[str]
    hidden: list[str]
    packages: list[str]
    modules: list[str]


@functools.cache
def view_of(packages: tuple[str, ...]) -> View:
    """The view for the distributions of these names (as `pip install` takes them); raises `CourseError`."""
    python = _standard_library()
    hidden = [str(path / name) for path in map(Path, python) for name in OTHERS if (path / name).is_dir()]
    tops = [path for name in packages for path in _top_levels(name)]
    modules = [path.name.split(".")[0] for path in tops if path.suffix in MODULE_ENDINGS or _is_package(path)]
    return View(python, hidden, [str(path) for path in tops], modules)


def modules_of(packages: tuple[str, ...]) -> list[str]:
    """The modules of the view: NumPy's is known, and finding it would cost a student a tenth of a check."""
    others = tuple(name for name in packages if name != NUMPY)
    return [*([NUMPY] if NUMPY in packages else []), *(view_of(others).modules if others else [])]


def _standard_library() -> list[str]:
    base = dict.fromkeys(("platbase", "installed_platbase"), sys.base_exec_prefix)
    found = {sysconfig.get_path(name, vars=base) for name in ("stdlib", "platstdlib")}
    return sorted(path for path in found if Path(path).is_dir())


def _top_levels(name: str) -> list[Path]:
    """The files and folders that a distribution has put beside others; raises `CourseError`."""
    from importlib.metadata import PackageNotFoundError, distribution  # with half of the standard library's e-mail

    try:
        found = distribution(name)
    except PackageNotFoundError as error:
        raise CourseError(
            f"grader.yaml allows {name!r}, which is not installed here.",
            f"Install it (pip install {name}), or remove it from `allow`.",
        ) from error
    names = {file.partition("/")[0] for file in _files(found)} or {name}  # some systems keep no list of files
    names -= {"..", "__pycache__"}
    tops = (Path(str(found.locate_file(top))) for top in names if not top.endswith((".dist-info", ".pth")))
    return sorted(top for top in tops if top.exists())


def _files(distribution: "Distribution") -> list[str]:
    """The distribution's files; RECORD is read as text, since its many paths are slow to make."""
    import csv

    if record := distribution.read_text("RECORD"):
        return [line[0] for line in csv.reader(record.splitlines()) if line]
    return [file.as_posix() for file in distribution.files or ()]


def _is_package(path: Path) -> bool:
    return path.is_dir() and path.name.isidentifier()
