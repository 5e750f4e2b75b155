"""Blind rating on the server: which pair is shown, what an answer keeps, how it is undone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import cast, get_args

from toolkit import __version__
from toolkit.documents.data_urls import data_url
from toolkit.errors import BadInput, NotConverged, StoreError
from toolkit.rating import (
    ChosenPair,
    Outcome,
    PairPool,
    Verdict,
    Vote,
    Winner,
    choose_pair,
    pair_pool,
    ranking,
    varying_axes,
)
from toolkit.rating.judged import JudgedCell
from toolkit.rating.verdicts import PERSON
from toolkit.ui.language.values import emoji_sign
from toolkit.ui.picture_urls import skeleton_url
from toolkit.ui.rate.tokens import Tokens
from toolkit.ui.state import AppState

AT_ONCE = 5
MAX_LATENCY_MS = 3_600_000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{3,39}")
_UUID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One pair as it was shown: what an open token stands for."""

    run: str
    pair: ChosenPair


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """A vote that is kept, as far as taking it back needs it."""

    rater: str
    question: Question
    flagged: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Pool:
    run: str
    made: int
    judged: tuple[JudgedCell, ...]
    pairs: PairPool


class PairQuestions:
    """Gives raters pairs and keeps their answers; final, for many threads.

    One lock, because an answer and the next question belong together.
    """

    def __init__(self, shared: AppState) -> None:
        self._shared = shared
        self._lock = Lock()
        self._tokens: Tokens[Question] = Tokens()
        self._kept: dict[str, KeptAnswer] = {}
        self._said: dict[tuple[str, str, str], dict[str, Outcome]] = {}
        self._given: dict[tuple[str, str], int] = {}
        """How many questions each rater was given about each run."""
        self._pool: _Pool | None = None

    def next_questions(self, *, run: str, rater: str, count: int, fresh: bool) -> dict[str, object]:
        """Up to five questions more for ``rater``; ``fresh`` forgets those given before.

        Returns ``questions`` (token, names, pictures without any recipe), and ``done`` of
        ``total`` pairs. Raises `GestureError` for a rater or run that cannot be.
        """
        check_rater(rater)
        with self._lock:
            if fresh:
                self._tokens.drop(rater)
            pool = self._pool_of(run)
            votes = self._shared.store.votes(run)
            strengths = _strengths(pool, votes)
            questions: list[dict[str, object]] = []
            for _ in range(min(max(count, 0), AT_ONCE)):
                question = self._choose(pool, rater, votes, strengths)
                if question is None:
                    break
                questions.append(self._shown(question, rater))
            return {"questions": questions, **_counts(pool, votes, rater)}

    def save_answer(
        self,
        *,
        token: str,
        uuid: str,
        rater: str,
        winner: str,
        well_formed: Mapping[str, str],
        latency_ms: int,
    ) -> dict[str, object]:
        """Keep one answer and what was said about either picture; the same uuid counts once.

        ``well_formed`` maps "left" and "right" to "pass", "fail" or "", which says nothing of that
        picture, whatever the answer. Returns ``done`` and ``total``.
        """
        check_rater(rater)
        if winner not in get_args(Winner):
            raise BadInput("That is no answer to a pair.", code="no_such_answer")
        if _UUID.fullmatch(uuid) is None:
            raise BadInput("That answer carries no proper number.", code="answer_number")
        with self._lock:
            known = self._kept.get(uuid)
            # Kept before a restart, and sent again by a page that was never told so.
            before = None if known else self._shared.store.run_voted_on(uuid, rater)
            if before is not None:
                return _counts(self._pool_of(before), self._shared.store.votes(before), rater)
            if known is None:
                question = self._tokens.redeem(token, rater)
                try:
                    known = self._keep(question, uuid, rater, winner, well_formed, latency_ms)
                except StoreError:
                    # Nothing was kept: the same answer may be sent again.
                    self._tokens.reopen(token, rater, question)
                    raise
            run = known.question.run
            return _counts(self._pool_of(run), self._shared.store.votes(run), rater)

    def take_back(self, *, uuid: str, rater: str) -> dict[str, object]:
        """Undo an answer of ``rater`` and give the same question again, under a new token.

        What was said of a picture with it goes; what other answers said of it counts again.
        """
        check_rater(rater)
        with self._lock:
            known = self._kept.get(uuid)
            if known is None or known.rater != rater:
                raise BadInput("That answer can no longer be taken back.", code="cannot_take_back")
            store, question = self._shared.store, known.question
            store.delete_vote(uuid)
            del self._kept[uuid]
            store.save_verdicts(
                _verdict(question, side, self._without(uuid, question, side, rater), rater)
                for side in known.flagged
            )
            counts = _counts(self._pool_of(question.run), store.votes(question.run), rater)
            return {"question": self._shown(question, rater), **counts}

    def _pool_of(self, run: str) -> _Pool:
        info = self._shared.store.run(run)
        if self._pool is None or (self._pool.run, self._pool.made) != (info.id, info.made):
            judged = self._shared.store.judged_cells(info.id)
            by = varying_axes(judged)
            pairs = pair_pool(judged, by)
            self._pool = _Pool(run=info.id, made=info.made, judged=tuple(judged), pairs=pairs)
        return self._pool

    def _choose(
        self, pool: _Pool, rater: str, votes: list[Vote], strengths: Mapping[str, float]
    ) -> Question | None:
        # A question that waits for its answer must not be given twice.
        waiting = [
            _vote(each, "waiting", rater, "not_sure", 0)
            for each in self._tokens.of(rater)
            if each.run == pool.run
        ]
        key = (rater, pool.run)
        index = self._given.setdefault(key, sum(vote.rater == rater for vote in votes))
        self._given[key] = index + 1
        pair = choose_pair(
            pool.pairs,
            rater=rater,
            index=index,
            seed=int.from_bytes(hashlib.sha256(pool.run.encode()).digest()[:4], "big"),
            votes=[*votes, *waiting],
            strengths=strengths,
        )
        return None if pair is None else Question(run=pool.run, pair=pair)

    def _shown(self, question: Question, rater: str) -> dict[str, object]:
        store, pair = self._shared.store, question.pair
        gesture = self._shared.vocabulary.gestures.get(pair.left.gesture)
        return {
            "token": self._tokens.issue(rater, question),
            "emoji": emoji_sign(gesture.emoji) if gesture else "",
            "en": gesture.name.en if gesture else pair.left.gesture,
            "zh": gesture.name.zh if gesture else pair.left.gesture,
            "skeleton": skeleton_url(gesture) if gesture else "",
            "left": data_url(store.blind_png(pair.left.request_hash), "image/png"),
            "right": data_url(store.blind_png(pair.right.request_hash), "image/png"),
        }

    def _keep(
        self,
        question: Question,
        uuid: str,
        rater: str,
        winner: str,
        well_formed: Mapping[str, str],
        latency_ms: int,
    ) -> KeptAnswer:
        store = self._shared.store
        verdicts = {
            side: _verdict(question, side, cast(Outcome, outcome), rater)
            for side, outcome in well_formed.items()
            if side in ("left", "right") and outcome in ("pass", "fail")
        }
        said = {side: self._said_of(question, side, rater) for side in verdicts}
        store.save_vote(
            _vote(question, uuid, rater, winner, min(max(latency_ms, 0), MAX_LATENCY_MS)),
            verdicts.values(),
        )
        for side, verdict in verdicts.items():
            said[side][uuid] = verdict.outcome
        flagged = tuple(verdicts)
        known = KeptAnswer(rater=rater, question=question, flagged=flagged)
        self._kept[uuid] = known
        return known

    def _said_of(self, question: Question, side: str, rater: str) -> dict[str, Outcome]:
        """What ``rater`` said of a picture, by the answer with which it was said, oldest first;
        under "" what the store had before this process."""
        about = _verdict(question, side, "unjudged", rater)
        key = (about.judge, about.request_hash, about.expected)
        if key not in self._said:
            before: list[Outcome] = [
                verdict.outcome
                for verdict in self._shared.store.verdicts(question.run, about.judge)
                if (verdict.request_hash, verdict.expected) == key[1:]
            ]
            known: dict[str, Outcome] = {"": before[0]} if before else {}
            self._said[key] = known
        return self._said[key]

    def _without(self, uuid: str, question: Question, side: str, rater: str) -> Outcome:
        """What stands of a picture when the answer ``uuid`` does not count any more.

        A verdict cannot be deleted; "unjudged" counts neither for nor against.
        """
        said = self._said_of(question, side, rater)
        said.pop(uuid, None)
        left: list[Outcome] = [*said.values()]
        return left[-1] if left else "unjudged"


def check_rater(rater: str) -> None:
    """Raise `BadInput` unless ``rater`` is a name that the page makes."""
    if _NAME.fullmatch(rater) is None:
        raise BadInput(
            "A rater's name is 4 to 40 small letters, digits and hyphens.", code="rater_name"
        )


def _strengths(pool: _Pool, votes: list[Vote]) -> Mapping[str, float]:
    """What is known of the variants so far, to ask where it helps most; empty at first."""
    try:
        strengths = ranking(pool.judged, votes).strengths
    except NotConverged:
        return {}
    return {each.variant: each.strength for each in strengths}


def _counts(pool: _Pool, votes: list[Vote], rater: str) -> dict[str, object]:
    mine = {frozenset((vote.left, vote.right)) for vote in votes if vote.rater == rater}
    return {"done": min(len(mine), len(pool.pairs)), "total": len(pool.pairs)}


def _vote(question: Question, uuid: str, rater: str, winner: str, latency_ms: int) -> Vote:
    pair = question.pair
    return Vote(
        uuid=uuid,
        run=question.run,
        gesture=pair.left.gesture,
        left=pair.left.request_hash,
        right=pair.right.request_hash,
        left_cell=pair.left.cell,
        right_cell=pair.right.cell,
        winner=cast(Winner, winner),
        rater=rater,
        latency_ms=latency_ms,
        propensity=pair.propensity,
        created_at=datetime.now(UTC),
        app_version=__version__,
    )


def _verdict(question: Question, side: str, outcome: Outcome, rater: str) -> Verdict:
    picture = question.pair.left if side == "left" else question.pair.right
    return Verdict(
        request_hash=picture.request_hash,
        expected=picture.gesture,
        outcome=outcome,
        reason="taken_back" if outcome == "unjudged" else "person",
        judge=f"{PERSON}{rater}",
        judge_version="1",
        # "Well formed" stands under the gesture's name and skeleton: neither question is asked
        # alone.
        question="both",
    )
