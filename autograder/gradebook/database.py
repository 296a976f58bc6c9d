"""Connections to a gradebook's database: SQLite or PostgreSQL, with several graders at once."""

from contextlib import suppress
from pathlib import Path
from sqlite3 import Error as SQLiteError
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError

from autograder.errors import GradebookError
from autograder.gradebook.location import is_url

PATIENCE = 60  # seconds that a grader waits for another one to finish writing
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "lustre", "gpfs", "beegfs", "ceph")


def database_url(location: str | Path) -> URL:
    """The URL that ``location``, a path or a URL, stands for.

    Raises `GradebookError` for an invalid URL, and for a database that is neither SQLite nor PostgreSQL.
    """
    if not is_url(str(location)):
        return URL.create("sqlite", database=str(location))
    try:
        url = make_url(str(location))
    except (ArgumentError, ValueError) as error:
        raise GradebookError("SQLAlchemy cannot read the gradebook's URL.", f"{error}") from error
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise GradebookError(
            f"A gradebook cannot use this kind of database: {url.drivername}.",
            "Use a path (SQLite) or postgresql://USER@HOST/DATABASE.",
        )
    return url


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database, or None for another database."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite" or name in ("", ":memory:"):
        return None
    return Path(unquote(urlsplit(name).path) if name.startswith("file:") else name)


def connect(url: URL) -> Engine:
    """An engine for ``url``; raises `GradebookError` when the driver is not installed."""
    sqlite = url.get_backend_name() == "sqlite"
    try:
        engine = create_engine(url, connect_args={"timeout": PATIENCE} if sqlite else {}, pool_pre_ping=not sqlite)
    except ImportError as error:
        from autograder.installation import install

        raise GradebookError(
            f"The gradebook cannot be opened: the driver of {url.drivername} is not installed ({error}).",
            f"Install it with: {install('postgresql')}",
        ) from error
    if sqlite:
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def reading(engine: Engine) -> Engine:
    """``engine`` for reading: a transaction sees one state of the database from its first query on."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writing(engine: Engine) -> Engine:
    """``engine`` for writing: a transaction waits for other writers at its start, and never fails for them later."""
    return engine.execution_options(writes=True)


def unchanging(file: Path) -> URL:
    """The URL that reads a SQLite file without a lock and without creating files beside it."""
    return URL.create("sqlite", database=f"file:{quote(str(file.absolute()))}", query={"uri": "true", "immutable": "1"})


def use_write_ahead_log(engine: Engine, file: Path) -> None:
    """Let readers and a writer of a SQLite file work at the same time, where its file system allows that.

    Several machines cannot share the log's memory, so a file on a network keeps the old journal.
    """
    raw = engine.raw_connection()
    with suppress(SQLiteError):  # another grader uses the file this moment; the journal can wait
        (mode,) = raw.cursor().execute("PRAGMA journal_mode").fetchone()
        if mode != "wal" and _file_system(file) not in NETWORK:
            (mode,) = raw.cursor().execute("PRAGMA journal_mode = WAL").fetchone()
        if mode == "wal":
            event.listen(engine, "connect", _write_without_waiting)
    raw.close()
    engine.dispose()


def _set_up(connection: DBAPIConnection, _: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says, and hold changes of tables too
    connection.text_factory = _text
    connection.cursor().execute("PRAGMA foreign_keys = ON")


def _text(data: bytes) -> str:
    """A text as it is stored: one bad text must not hide the others."""
    return data.decode("utf-8", "replace")


def _write_without_waiting(connection: DBAPIConnection, _: object) -> None:
    """A killed grader loses nothing by this; after a power cut, the last verdicts are judged again."""
    connection.cursor().execute("PRAGMA synchronous = NORMAL")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _file_system(file: Path) -> str:
    """The type of ``file``'s file system; empty if unknown."""
    import psutil  # for those who write

    above = {str(folder) for folder in file.absolute().resolve().parents}
    try:
        mounted = [part for part in psutil.disk_partitions(all=True) if part.mountpoint in above]
    except OSError:
        return ""
    return max(mounted, key=lambda part: len(part.mountpoint)).fstype if mounted else ""
