"""The schema version of a database, and upgrades to the present one: alembic, under a lock."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from autograder.errors import GradebookError
from autograder.gradebook.database import reading, writing

HEAD = "7"  # the last of migrations/versions/
VERSIONS = "gradebook_version"  # a name of our own: other programs use alembic too
OF_0_1 = {"schema", "submissions", "verdicts"}
LOCK = 0x67726164  # PostgreSQL's advisory lock, "grad"


def schema_of(connection: Connection, shown: str) -> str | None:
    """The version of the gradebook's tables, or None in an empty database.

    Raises `GradebookError` if the database belongs to another program.
    """
    tables = set(inspect(connection).get_table_names())
    if VERSIONS in tables:
        return str(connection.scalar(text(f"SELECT version_num FROM {VERSIONS}")))  # noqa: S608  (our own name)
    if tables >= OF_0_1 or (tables and tables <= OF_0_1):
        number = connection.scalar(text("SELECT max(version) FROM schema")) if "schema" in tables else None
        return str(number or 1)
    if tables:
        raise GradebookError(
            f"The database {shown} is not a gradebook of autograder.",
            "Name another one with --gradebook; it may be empty.",
        )
    return None


def found_schema(engine: Engine, shown: str) -> str | None:
    """`schema_of` the database of ``engine``, as it is before or after an upgrade and not in the middle of one."""
    with reading(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": LOCK})
        return schema_of(connection, shown)


def upgrade(engine: Engine, shown: str) -> bool:
    """Bring the tables to `HEAD`, all or nothing; raises `GradebookError` when they are newer.

    If several graders start at once, one upgrades and the others wait; returns whether it was this one.
    """
    with writing(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        found = schema_of(connection, shown)
        if found != HEAD:
            _migrate(connection, found, shown)
        return found != HEAD


def _migrate(connection: Connection, found: str | None, shown: str) -> None:
    from alembic import command  # takes a third of a second, and is needed once
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection, "version_table": VERSIONS})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise GradebookError(
            f"The gradebook {shown} has schema {found}; this version of autograder knows schemas up to {HEAD}.",
            "Upgrade autograder, or name another gradebook with --gradebook.",
        )
    command.upgrade(config, "head")
