"""Run by Alembic: migrates inside the transaction that `anfu.store.migrate` hands over."""

from alembic import context

from anfu.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter a column; Alembic then copies the table.
    render_as_batch=True,
)
context.run_migrations()
