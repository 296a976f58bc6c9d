"""Tables that people keep beside the submissions, as spreadsheets save them: any usual delimiter and encoding."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.course.times import decoded
from autograder.errors import OutputError, SubmissionsError
from autograder.system.files import write_whole
from autograder.system.lazy_dataclass import dataclass

DELIMITERS = ",;\t|"
_EXCELS_HINT = re.compile(r"sep=.\r?\n")


@dataclass(frozen=True)
class TableFile:
    """The rows of a table by column, whose names are in lower case; ``text`` is the file's.

    ``remarks`` say what had to be guessed.
    """

    text: str
    delimiter: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    remarks: tuple[str, ...] = ()


def read_table(path: Path, needed: Sequence[str]) -> TableFile:
    """The table at ``path``, which has the columns in ``needed``; raises `SubmissionsError`."""
    text, remarks = _text(path)
    header = text.lstrip().partition("\n")[0]
    delimiter = next((d for d in DELIMITERS if {*needed} <= {*_columns(header.split(d))}), ",")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SubmissionsError(f"{path} cannot be read: {error}.", "Fix it, or move it to another folder.") from error
    columns = _columns(lines[0]) if lines else ()
    for name in needed:
        if columns and name not in columns:
            raise SubmissionsError(f"{path} has no column `{name}`.", "Its first line names the columns.")
    rows = [dict(zip(columns, line, strict=False)) for line in lines[1:] if any(line)]
    return TableFile(text, delimiter, columns, tuple(rows), remarks)


@dataclass(frozen=True)
class RawTable:
    """A table as it is written: its lines; the first names the columns."""

    lines: tuple[tuple[str, ...], ...]
    delimiter: str
    remarks: tuple[str, ...] = ()


def read_raw_table(path: Path) -> RawTable:
    """The table at ``path``, whatever its columns; raises `SubmissionsError` where it has none."""
    text, remarks = _text(path)
    header = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    try:
        lines = [tuple(line) for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)]
    except csv.Error as error:
        raise SubmissionsError(f"{path} cannot be read: {error}.", "Export it again.") from error
    if not lines or not any(lines[0]):
        raise SubmissionsError(f"{path} has no columns.", "Its first line names them.")
    return RawTable(tuple(line for line in lines if any(line)), delimiter, remarks)


def add_rows(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]], *, needed: Sequence[str]) -> None:
    """Append rows to the table at ``path``, keeping what is there and adding the ``columns`` that it lacks.

    Raises `SubmissionsError` for a table without the ``needed`` columns, `OutputError` if it cannot be written.
    """
    table = read_table(path, needed) if path.exists() else TableFile("", ",", (), ())
    lacking = [name for name in columns if name not in table.columns]
    header, _, body = table.text.strip("\r\n").partition("\n")
    header = table.delimiter.join([*([header.rstrip("\r")] if header else []), *lacking])
    added = io.StringIO(newline="")
    writer = csv.DictWriter(added, [*table.columns, *lacking], delimiter=table.delimiter, lineterminator="\n")
    writer.writerows(rows)
    text = "\n".join(part for part in (header, body.rstrip(), added.getvalue().rstrip("\n")) if part)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{text}\n")
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Free some space, or change its permissions."
        ) from error


def _columns(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip().strip('"').strip().casefold() for name in names)


def _text(path: Path) -> tuple[str, tuple[str, ...]]:
    """The file's text and a remark where its encoding is a guess; raises `SubmissionsError`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SubmissionsError(f"{path} cannot be read: {error.strerror}.", "Change its permissions.") from error
    text, remarks = _decoded(path, data)
    if "\0" in text:
        raise SubmissionsError(f"{path} holds NUL characters, so it is not text.", "Save it as UTF-8.")
    return _EXCELS_HINT.sub("", text, count=1) if text.startswith("sep=") else text, remarks


def _decoded(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return decoded(data), ()
    except ValueError:
        pass
    try:
        said = f"{path.name} is not UTF-8 and was read as Windows-1252. If names look wrong, save it as UTF-8."
        return data.decode("cp1252"), (said,)
    except UnicodeDecodeError as error:
        said = f"{path} cannot be read: it is not text in UTF-8, UTF-16 or Windows-1252."
        raise SubmissionsError(said, "Save it as UTF-8.") from error
