"""The tables. Row objects stay inside this room; the records of the lower floors leave it.

The migrations say the same in Alembic's words; a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from toolkit.errors import StoreError, shown

HEAD = "0005"
"""The newest migration; a database at this revision is opened without loading Alembic."""


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, kept as ISO 8601 text in UTC so that text order is time order."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise StoreError(
                f"A stored time must carry a time zone; got {shown(value)}.",
                hint="Use datetime.now(UTC).",
            )
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        try:
            return None if value is None else datetime.fromisoformat(value)
        except (TypeError, ValueError):
            # As it is: `rows.StoredRow` refuses what is no moment, and knows where it stands.
            return cast("datetime", value)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class RequestRow(Base):
    """A generation request by its hash; ``body`` is its canonical JSON."""

    __tablename__ = "requests"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class ImageRow(Base):
    """A finished picture; ``size_bytes`` tells a truncated file from a whole one."""

    __tablename__ = "images"

    request_hash: Mapped[str] = mapped_column(ForeignKey("requests.hash"), primary_key=True)
    file: Mapped[str] = mapped_column(String(80))
    size_bytes: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[float] = mapped_column(Float)
    device: Mapped[str] = mapped_column(Text)
    versions: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class RunRow(Base):
    """One run of a plan; ``fingerprint`` covers the plan and all its requests, in order, and is
    "" where the pictures were made elsewhere. ``name`` is what somebody called the run, ``owner``
    the visitor whose it is, nothing where it is the house's, which everybody may see."""

    __tablename__ = "runs"
    __table_args__ = (
        Index(None, "fingerprint"),
        Index(None, "name", unique=True),
        Index(None, "owner"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_name: Mapped[str] = mapped_column(Text)
    plan_json: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    name: Mapped[str | None] = mapped_column(Text)
    owner: Mapped[str | None] = mapped_column(Text)
    starred: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Text)


class CellRow(Base):
    """A cell of a run; ``axis_values`` is a JSON list of [axis, value]."""

    __tablename__ = "run_cells"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    cell_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    gesture: Mapped[str] = mapped_column(Text)
    axis_values: Mapped[str] = mapped_column(Text)


class ItemRow(Base):
    """The ``position``-th picture that a run asks for; pictures are shared between runs.

    ``given`` is what this run alone says of a picture that was made elsewhere
    (`toolkit.store.given`), nothing for one that was drawn here.
    """

    __tablename__ = "run_items"
    __table_args__ = (
        ForeignKeyConstraint(["run_id", "cell_id"], ["run_cells.run_id", "run_cells.cell_id"]),
        Index(None, "request_hash"),
    )

    run_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    cell_id: Mapped[str] = mapped_column(String(128))
    request_hash: Mapped[str] = mapped_column(ForeignKey("requests.hash"))
    given: Mapped[str | None] = mapped_column(Text)


class VerdictRow(Base):
    """The newest answer of one judge about one picture and one expected gesture.

    ``details`` is a JSON list of codes with their fields; see `toolkit.store.verdict_json`.
    ``number`` is there where something was measured, and only there.
    """

    __tablename__ = "verdicts"
    __table_args__ = (
        CheckConstraint("question IN ('gesture', 'form', 'both', 'number')", name="question"),
        CheckConstraint(
            "outcome IN ('pass', 'fail', 'unsure', 'unjudged', 'measured')", name="outcome"
        ),
        CheckConstraint(
            "outcome = 'unjudged' OR (outcome = 'measured') = (question = 'number')", name="answer"
        ),
        CheckConstraint("(number IS NOT NULL) = (outcome = 'measured')", name="measured"),
        CheckConstraint("number IS NULL OR abs(number) <= 1.7976931348623157e308", name="number"),
        CheckConstraint("score IS NULL OR (score >= 0 AND score <= 1)", name="score"),
    )

    request_hash: Mapped[str] = mapped_column(ForeignKey("requests.hash"), primary_key=True)
    expected: Mapped[str] = mapped_column(String(128), primary_key=True)
    judge: Mapped[str] = mapped_column(String(128), primary_key=True)
    judge_version: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    details: Mapped[str] = mapped_column(Text)
    best_match: Mapped[str] = mapped_column(Text)
    score: Mapped[float | None] = mapped_column(Float)
    number: Mapped[float | None] = mapped_column(Float)
    judged_at: Mapped[datetime] = mapped_column(UtcTime)


class VoteRow(Base):
    """A vote as it was cast; only ``undone_at`` is ever written later."""

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint(
            "winner IN ('left', 'right', 'tie', 'both_bad', 'not_sure')", name="winner"
        ),
        CheckConstraint("propensity > 0 AND propensity <= 1", name="propensity"),
        CheckConstraint("latency_ms >= 0", name="latency"),
        Index(None, "run_id"),
    )

    uuid: Mapped[str] = mapped_column(String(64), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"))
    gesture: Mapped[str] = mapped_column(Text)
    left_hash: Mapped[str] = mapped_column(ForeignKey("requests.hash"))
    right_hash: Mapped[str] = mapped_column(ForeignKey("requests.hash"))
    left_cell: Mapped[str] = mapped_column(String(128))
    right_cell: Mapped[str] = mapped_column(String(128))
    winner: Mapped[str] = mapped_column(String(16))
    rater: Mapped[str] = mapped_column(Text)
    latency_ms: Mapped[int] = mapped_column(Integer)
    propensity: Mapped[float] = mapped_column(Float)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    app_version: Mapped[str] = mapped_column(Text)
    undone_at: Mapped[datetime | None] = mapped_column(UtcTime)
