"""A zip file that a student made themselves, in the place of a module or notebook: opened in memory, within bounds."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from autograder.submissions.safe_files import UnreadableFile, read_file
from autograder.submissions.work_files import MAX_BYTES, WorkFile, kind_of, unreadable, work_file
from autograder.submissions.zip_members import RefusedZip, is_sealed, member_bytes, open_zip

SUFFIX = ".zip"
MAX_ZIP = 32 << 20
MAX_FILES = 20  # modules and notebooks of one zip file
IGNORED_FOLDERS = frozenset({"__MACOSX", "__pycache__", ".ipynb_checkpoints", ".git"})


def read_plain_zip(path: Path, root: Path | None = None) -> list[WorkFile]:
    """The modules and notebooks in a zip file, at any depth; or one file whose problem says why there are none.

    The result is empty for an archive of `grade submit`.
    """
    try:
        with open_zip(read_file(path, MAX_ZIP, root=root)) as file:
            if is_sealed(file):
                return []
            members = list(_members(file))
            if not members:
                raise RefusedZip("the zip file holds neither a module nor a notebook")
            if len(members) > MAX_FILES:
                said = f"the zip file holds {len(members):,} modules and notebooks"
                raise RefusedZip(f"{said}; at most {MAX_FILES} are read")
            return [_read_member(path, file, member) for member in members]
    except RefusedZip as error:
        problem = unreadable(str(error))
    except UnreadableFile as error:
        problem = unreadable(f"the zip file {error.reason}", ours=error.ours)
    return [WorkFile(path, path.name, "zip file", problem=problem)]


def _members(file: ZipFile) -> Iterator[ZipInfo]:
    for member in file.infolist():
        *folders, name = _parts(member) or ("",)
        if kind_of(name) and not member.is_dir() and not IGNORED_FOLDERS & {*folders}:
            yield member


def _parts(member: ZipInfo) -> tuple[str, ...]:
    return PurePosixPath(member.orig_filename.replace("\\", "/")).parts


def _read_member(path: Path, file: ZipFile, member: ZipInfo) -> WorkFile:
    """One of the zip file's files; its name is for display only, and is never used as a path."""
    name = _parts(member)[-1]
    kind = kind_of(name) or "module"
    try:
        return work_file(path, name, kind, member_bytes(file, member, MAX_BYTES[kind], stored=False))
    except RefusedZip as error:
        return WorkFile(path, name, kind, problem=unreadable(str(error)))
