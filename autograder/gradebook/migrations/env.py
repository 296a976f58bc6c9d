"""Runs the migrations on the connection, and in the transaction, that `autograder.gradebook.schema` passes."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
    transactional_ddl=True,
)
context.run_migrations()
