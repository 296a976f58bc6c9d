"""Which courses a user trusts: loading a course runs the code in its solutions/ as that user, without isolation.

So does loading a kit that brings kinds of check of its own; any other kit is data.

The owner of a folder proves nothing, because whoever unpacks a submission owns it. A course is trusted if there is a
record in the user's settings, written by `grade trust`, `grade init` or a yes to the question in a terminal.
Autograder's own checkout is trusted, because its code runs anyway, and so is a course that copies its exercises.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from autograder.course.folder import FILE
from autograder.course.own_files import is_own, is_own_folder
from autograder.course.secret import SECRET_FILE
from autograder.errors import CourseError, OutputError
from autograder.system.lazy_dataclass import dataclass

SOLUTIONS = "solutions"
DATA = (".json", ".md")  # what a course's solutions/ holds besides code
INSTALLATION = Path(__file__).resolve().parents[2]
"""The checkout that autograder is installed from; for an ordinary installation it is not a course."""


@dataclass(frozen=True)
class Trusted:
    """A record: a course's folder, its owner's user id then, and the digest of its secret ("" without one)."""

    path: str
    owner: int
    secret: str

    @property
    def holds(self) -> bool:
        """Whether the folder is still the trusted one, and not another user's folder with the same path."""
        try:
            return Path(self.path).stat().st_uid == self.owner
        except OSError:
            return False

    @property
    def has_moved(self) -> bool:
        """Whether no course is left in the folder."""
        return not Path(self.path, FILE).exists()


def is_trusted(root: Path) -> bool:
    """Whether the course in ``root`` may run code: it is autograder's own, or a copy, or recorded, or moved since."""
    root = root.resolve()
    if root == INSTALLATION:
        return True
    known = _read(_record(root))
    if known and known.path == str(root):
        return known.holds or _is_copy(root)
    if _is_copy(root):
        return True
    secret = _own_secret(root)
    return bool(secret) and any(one.secret == secret and one.has_moved for one in trusted_courses())


def _is_copy(root: Path) -> bool:
    """Whether every file of code in the course's solutions/ is the same in autograder's own checkout.

    Compiled files in ``__pycache__`` do not count, because the library compiles the text itself.  A course that names
    a gradebook of its own is no copy: it would be opened.
    """
    ours, theirs = INSTALLATION / SOLUTIONS, root / SOLUTIONS
    if not all(is_own_folder(folder) for folder in (root, theirs)):
        return False  # its owner could change it after this look
    files = [path for path in theirs.rglob("*") if path.is_file() and path.parent.name != "__pycache__"]
    code = [path for path in files if path.suffix not in DATA]
    try:
        lines = [line.strip() for line in (root / FILE).read_text(encoding="utf-8").splitlines()]
        if any("gradebook" in line and line != "gradebook: gradebook.db" for line in lines):
            return False
        return bool(code) and all(path.read_bytes() == (ours / path.relative_to(theirs)).read_bytes() for path in code)
    except (OSError, UnicodeDecodeError):
        return False


def require_trust(root: Path) -> None:
    """Raise `CourseError` unless the course in ``root`` may run code."""
    if not is_trusted(root):
        raise CourseError(
            f"The course in {root.resolve()} is not trusted, and its code would run under your account.",
            f"If it is yours or comes from somebody you trust, run `grade trust {quoted(root.resolve())}`.",
        )


def trust(root: Path) -> None:
    """Record that the course in ``root`` may run code; raises `OutputError`."""
    root = root.resolve()
    path = _record(root)
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        record = Trusted(str(root), root.stat().st_uid, _own_secret(root))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_text(json.dumps(asdict(record)), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise OutputError(
            f"The record that {root} is trusted cannot be written to {path.parent}: {error.strerror}.",
            "Make that folder writable.",
        ) from error


def distrust(root: Path) -> bool:
    """Delete the record that the course in ``root`` is trusted; returns whether there was one."""
    record = _record(root.resolve())
    known = record.exists()
    record.unlink(missing_ok=True)
    return known


def trusted_courses() -> list[Trusted]:
    """Every record, by path."""
    return sorted(filter(None, map(_read, _records())), key=lambda record: record.path)


def quoted(path: Path) -> str:
    """The path, quoted for a shell."""
    import shlex

    return shlex.quote(str(path))


def _records() -> Iterator[Path]:
    return _folder().glob("*.json")


def _folder() -> Path:
    from platformdirs import user_config_path

    return user_config_path("autograder", appauthor=False) / "trusted"


def _record(root: Path) -> Path:
    return _folder() / f"{hashlib.sha256(os.fsencode(root)).hexdigest()}.json"


def _read(path: Path) -> Trusted | None:
    """A record that this user wrote, or None."""
    try:
        if not is_own(path.lstat()):
            return None
        return Trusted(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _own_secret(root: Path) -> str:
    """A digest of the secret that lies in ``root`` and is this user's, or "".

    A course is known by it after it was moved.  Where the course still stands in its old place it counts for nothing:
    then this is a copy, and so is a link to the secret in a submission that some tool has followed.
    """
    path = root / SECRET_FILE
    try:
        return hashlib.sha256(b"autograder trust" + path.read_bytes()).hexdigest() if is_own(path.lstat()) else ""
    except OSError:
        return ""
