"""A run may belong to a visitor, be starred, and carry a note.

Older runs belong to the house: everybody may see them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the three columns, empty: of the house, no star, no note."""
    op.add_column("runs", sa.Column("owner", sa.Text(), nullable=True))
    op.add_column("runs", sa.Column("starred", sa.Integer(), nullable=True))
    op.add_column("runs", sa.Column("note", sa.Text(), nullable=True))
    op.create_index(op.f("ix_runs_owner"), "runs", ["owner"])
