"""Whether an answer that a page sends again is in the database."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from toolkit.rating.verdicts import ANSWER, PERSON
from toolkit.store.rows import stored
from toolkit.store.schema import VerdictRow, VoteRow


def run_voted_on(connection: Connection, uuid: str, rater: str) -> str | None:
    """The run of a vote that ``rater`` cast and that stands, else None."""
    query = select(VoteRow.uuid, VoteRow.run_id).where(
        VoteRow.uuid == uuid, VoteRow.rater == rater, VoteRow.undone_at.is_(None)
    )
    return next((row.text("run_id") for row in stored(connection, query)), None)


def answer_kept(connection: Connection, uuid: str, rater: str) -> tuple[str, str] | None:
    """The run and the mode of an answer that is no vote, as its verdicts say; else None."""
    query = select(VerdictRow.details).where(
        VerdictRow.judge == f"{PERSON}{rater}",
        VerdictRow.details.contains(f'"uuid":{json.dumps(uuid)}', autoescape=True),
    )
    for row in stored(connection, query):
        for detail in row.details("details"):
            told = detail.values()
            if detail.code == ANSWER and told.get("uuid") == uuid:
                return str(told.get("run", "")), str(told.get("mode", ""))
    return None
