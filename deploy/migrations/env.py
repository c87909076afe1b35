"""Where Alembic starts: on the connection that `deploy.migrate` opened, inside its transaction."""

from __future__ import annotations

from alembic import context

from core import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata(),
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
