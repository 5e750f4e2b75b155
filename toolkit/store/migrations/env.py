"""Alembic runs this on a connection that the store has already opened."""

from __future__ import annotations

from alembic import context

from toolkit.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
