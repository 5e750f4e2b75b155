"""Runs may have a name, and may hold pictures that were made elsewhere.

Nothing about older runs changes: they have no name, and their pictures were drawn here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the two columns, empty, and hold names apart."""
    op.add_column("runs", sa.Column("name", sa.Text(), nullable=True))
    op.create_index(op.f("ix_runs_name"), "runs", ["name"], unique=True)
    op.add_column("run_items", sa.Column("given", sa.Text(), nullable=True))
