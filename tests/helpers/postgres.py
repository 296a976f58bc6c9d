"""A real PostgreSQL for the tests: a server of one's own, as an ordinary user, reached by a socket in a folder."""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NUMBERS = itertools.count()


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs: Debian's, which are on no path, or what is on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def postgres_server() -> Iterator[Path]:
    """A running server's folder, which holds its socket; a test that asks for it is skipped where there is none."""
    binaries = programs()
    if binaries is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _user()
    if user:
        shutil.chown(folder, **user)
    data, log = folder / "data", folder / "log"
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    control: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-w"]
    try:
        _run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "--no-locale")
        _run(*control, "-l", log, "-o", options, "start")
        yield folder
        _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def new_database(server: Path) -> str:
    """The URL of a new, empty database."""
    import psycopg

    name = f"gradebook_{next(NUMBERS)}"
    with psycopg.connect(host=str(server), user="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql://postgres@/{name}?host={server}"


def _run(*command: str | Path) -> None:
    """Run a program of PostgreSQL's, which refuses to be root's."""
    done = subprocess.run(
        [*map(str, command)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **_user(),
    )
    assert done.returncode == 0, done.stderr


def _user() -> dict[str, Any]:
    """Debian's user of PostgreSQL, for root."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
