"""The baseline: requests, images, runs, verdicts, votes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table of the first release."""
    op.create_table(
        "requests",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_requests")),
    )
    op.create_table(
        "images",
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("file", sa.String(80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_hash"], ["requests.hash"], name=op.f("fk_images_request_hash_requests")
        ),
        sa.PrimaryKeyConstraint("request_hash", name=op.f("pk_images")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("plan_name", sa.Text(), nullable=False),
        sa.Column("plan_json", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_fingerprint"), "runs", ["fingerprint"])
    op.create_table(
        "run_cells",
        sa.Column("run_id", sa.String(32), nullable=False),
        sa.Column("cell_id", sa.String(128), nullable=False),
        sa.Column("gesture", sa.Text(), nullable=False),
        sa.Column("axis_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_cells_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "cell_id", name=op.f("pk_run_cells")),
    )
    op.create_table(
        "run_items",
        sa.Column("run_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.String(128), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id", "cell_id"],
            ["run_cells.run_id", "run_cells.cell_id"],
            name=op.f("fk_run_items_run_id_cell_id_run_cells"),
        ),
        sa.ForeignKeyConstraint(
            ["request_hash"], ["requests.hash"], name=op.f("fk_run_items_request_hash_requests")
        ),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_run_items")),
    )
    op.create_index(op.f("ix_run_items_request_hash"), "run_items", ["request_hash"])
    op.create_table(
        "verdicts",
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("expected", sa.String(128), nullable=False),
        sa.Column("judge", sa.String(128), nullable=False),
        sa.Column("judge_version", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("best_match", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("judged_at", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('pass', 'fail', 'unjudged')", name=op.f("ck_verdicts_outcome")
        ),
        sa.CheckConstraint(
            "score IS NULL OR (score >= 0 AND score <= 1)", name=op.f("ck_verdicts_score")
        ),
        sa.ForeignKeyConstraint(
            ["request_hash"], ["requests.hash"], name=op.f("fk_verdicts_request_hash_requests")
        ),
        sa.PrimaryKeyConstraint("request_hash", "expected", "judge", name=op.f("pk_verdicts")),
    )
    op.create_table(
        "votes",
        sa.Column("uuid", sa.String(64), nullable=False),
        sa.Column("run_id", sa.String(32), nullable=False),
        sa.Column("gesture", sa.Text(), nullable=False),
        sa.Column("left_hash", sa.String(64), nullable=False),
        sa.Column("right_hash", sa.String(64), nullable=False),
        sa.Column("left_cell", sa.String(128), nullable=False),
        sa.Column("right_cell", sa.String(128), nullable=False),
        sa.Column("winner", sa.String(16), nullable=False),
        sa.Column("rater", sa.Text(), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.String(32), nullable=True),
        sa.CheckConstraint(
            "winner IN ('left', 'right', 'tie', 'both_bad', 'not_sure')",
            name=op.f("ck_votes_winner"),
        ),
        sa.CheckConstraint("propensity > 0 AND propensity <= 1", name=op.f("ck_votes_propensity")),
        sa.CheckConstraint("latency_ms >= 0", name=op.f("ck_votes_latency")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_votes_run_id_runs")),
        sa.ForeignKeyConstraint(
            ["left_hash"], ["requests.hash"], name=op.f("fk_votes_left_hash_requests")
        ),
        sa.ForeignKeyConstraint(
            ["right_hash"], ["requests.hash"], name=op.f("fk_votes_right_hash_requests")
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_votes")),
    )
    op.create_index(op.f("ix_votes_run_id"), "votes", ["run_id"])
