"""Verdicts say which question they answer, may be unsure, and may be a number.

What a machine said until now was about the gesture; what people said was about both questions.
Nothing else about an older verdict changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make ``verdicts`` anew with ``question`` and ``number``, and bring every row over."""
    op.execute("CREATE TABLE verdicts_0002 AS SELECT * FROM verdicts")
    op.drop_table("verdicts")
    op.create_table(
        "verdicts",
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("expected", sa.String(128), nullable=False),
        sa.Column("judge", sa.String(128), nullable=False),
        sa.Column("judge_version", sa.Text(), nullable=False),
        sa.Column("question", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("best_match", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("judged_at", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "question IN ('gesture', 'form', 'both', 'number')",
            name=op.f("ck_verdicts_question"),
        ),
        sa.CheckConstraint(
            "outcome IN ('pass', 'fail', 'unsure', 'unjudged', 'measured')",
            name=op.f("ck_verdicts_outcome"),
        ),
        sa.CheckConstraint(
            "outcome = 'unjudged' OR (outcome = 'measured') = (question = 'number')",
            name=op.f("ck_verdicts_answer"),
        ),
        sa.CheckConstraint(
            "(number IS NOT NULL) = (outcome = 'measured')", name=op.f("ck_verdicts_measured")
        ),
        sa.CheckConstraint(
            "number IS NULL OR abs(number) <= 1.7976931348623157e308",
            name=op.f("ck_verdicts_number"),
        ),
        sa.CheckConstraint(
            "score IS NULL OR (score >= 0 AND score <= 1)", name=op.f("ck_verdicts_score")
        ),
        sa.ForeignKeyConstraint(
            ["request_hash"], ["requests.hash"], name=op.f("fk_verdicts_request_hash_requests")
        ),
        sa.PrimaryKeyConstraint("request_hash", "expected", "judge", name=op.f("pk_verdicts")),
    )
    op.execute(
        "INSERT INTO verdicts (request_hash, expected, judge, judge_version, question, outcome, "
        "reason, details, best_match, score, number, judged_at) SELECT request_hash, expected, "
        "judge, judge_version, CASE WHEN judge LIKE 'person:%' THEN 'both' ELSE 'gesture' END, "
        "outcome, reason, details, best_match, score, NULL, judged_at FROM verdicts_0002"
    )
    op.drop_table("verdicts_0002")
