"""Blind rating on the server: what is shown, what an answer keeps, how it is undone."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import final

from toolkit.errors import BadInput, StoreError
from toolkit.rating import Verdict, Vote
from toolkit.ui.language.texts import Lang
from toolkit.ui.language.values import emoji_sign
from toolkit.ui.picture_urls import skeleton_url
from toolkit.ui.rate.asked import (
    MODES,
    PictureAnswer,
    Question,
    Said,
    read_answer,
    taken_back,
    verdict_about,
    vote_of,
)
from toolkit.ui.rate.likeness import BlindPictures
from toolkit.ui.rate.live_run import LiveRun, LiveRuns
from toolkit.ui.rate.taste import Taste, taste
from toolkit.ui.rate.tokens import Tokens
from toolkit.ui.results.variant_names import variant_names
from toolkit.ui.state import AppState

AT_ONCE = 5
LOOKS = 40
"""So many pairs that look the same are passed over in one call; the page asks again then."""
KEPT = 50_000
"""So many answers of this process, the last ones, can be taken back."""
TURNS = 1024
SHOW_WORDING = "GESTURE_SHOW_WORDING"
"""Set to 1, a Space too lets its raters see the wordings after an answer."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{3,39}")
_UUID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """An answer that is kept, as far as taking it back needs it; ``told`` where the wordings were
    shown after it."""

    rater: str
    question: Question
    vote: Vote | None
    told: bool


@final
class Questions:
    """Gives raters questions and keeps their answers; threads may share it.

    A rater's own answers come one after another, those of different raters beside each other.
    """

    def __init__(self, shared: AppState) -> None:
        self._shared = shared
        self._runs = LiveRuns(lambda: shared.store)
        self._pictures = BlindPictures(lambda: shared.store)
        self._tokens: Tokens[Question] = Tokens()
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()
        self._turns = tuple(Lock() for _ in range(TURNS))

    def next_questions(
        self, *, run: str, rater: str, count: int, fresh: bool, mode: str = "pair"
    ) -> dict[str, object]:
        """Up to five questions more for ``rater``; ``fresh`` forgets those given before.

        Returns ``questions`` (token, names, pictures without any recipe), whether there may be
        ``more`` although none came, and the counts of `LiveRun.counts`. Raises `GestureError` for
        a rater, a run or a mode that cannot be.
        """
        check_rater(rater)
        if mode not in MODES:
            raise BadInput("That is no answer to this question.", code="no_such_answer")
        live = self._runs.get(run)
        live.refresh(now=fresh)
        if fresh:
            self._tokens.drop(rater)
        questions: list[dict[str, object]] = []
        looks = 0
        while len(questions) < min(max(count, 0), AT_ONCE) and looks < LOOKS:
            reserved = live.reserve(rater, mode, self._tokens)
            if reserved is None:
                break
            token, question = reserved
            try:
                if mode == "pair" and self._look_the_same(question):
                    looks += 1
                    live.leave_out(question)
                    self._tokens.withdraw(token)
                    continue
                questions.append(self._shown(token, question))
            except BaseException:
                self._tokens.withdraw(token)
                raise
        return {"questions": questions, "more": looks >= LOOKS, **live.counts(rater, mode)}

    def save_answer(
        self,
        *,
        token: str,
        uuid: str,
        rater: str,
        given: Mapping[str, object],
        latency_ms: int,
        wording: Lang | None = None,
    ) -> dict[str, object]:
        """Keep one answer and what was said of its pictures; the same uuid counts once.

        ``given`` is what `toolkit.ui.rate.asked.read_answer` reads. Returns the counts, and with
        ``wording`` the two ``wordings`` of a pair in that language, where they may be shown.
        """
        check_rater(rater)
        if _UUID.fullmatch(uuid) is None:
            raise BadInput("That answer carries no proper number.", code="answer_number")
        with self._turn(rater):
            known = self._kept.get(uuid)
            if known is not None and known.rater == rater:
                return self._counts(known.question, rater)
            try:
                question = self._tokens.redeem(token, rater)
            except BadInput:
                # Kept before a restart, and sent again by a page that was never told so.
                before = self._shared.store.run_voted_on(uuid, rater)
                if before is None:
                    raise
                live = self._runs.get(before)
                live.refresh()
                return live.counts(rater, "pair")
            try:
                told = wording if may_show_wording() and not question.again else None
                self._keep(question, uuid, rater, read_answer(given, question), latency_ms, told)
            except (BadInput, StoreError):
                # Nothing was kept: the same question may be answered again.
                self._tokens.reopen(token, rater, question)
                raise
            counts = self._counts(question, rater)
            if told is None or question.mode != "pair":
                return counts
            return {**counts, "wordings": self._wordings(question, told)}

    def take_back(self, *, uuid: str, rater: str) -> dict[str, object]:
        """Undo an answer of ``rater`` and give the same ``question`` again, under a new token;
        None where its wordings were shown: whoever has read them is not blind any more.

        What was said of a picture with it goes; what other answers said of it counts again.
        """
        check_rater(rater)
        with self._turn(rater):
            known = self._kept.get(uuid)
            if known is None or known.rater != rater:
                raise BadInput("That answer can no longer be taken back.", code="cannot_take_back")
            store, question = self._shared.store, known.question
            live = self._runs.get(question.run)
            if known.vote is not None:
                store.delete_vote(uuid)
            store.save_verdicts(
                before or taken_back(last) for last, before in live.without(uuid, rater)
            )
            live.remove(uuid, rater, known.vote)
            del self._kept[uuid]
            shown = None
            if not known.told:
                again = replace(question, again=True)
                shown = self._shown(self._tokens.issue(rater, again), again)
            else:
                live.pass_over(rater, question)
            return {"question": shown, **self._counts(question, rater)}

    def taste(self, *, run: str, rater: str, lang: Lang) -> Taste:
        """What ``rater`` prefers in ``run`` beside what everybody does; see `taste`."""
        check_rater(rater)
        live = self._runs.get(run)
        live.refresh()
        return taste(live, rater, self._names(live, lang))

    def _turn(self, rater: str) -> Lock:
        return self._turns[hash(rater) % TURNS]

    def _counts(self, question: Question, rater: str) -> dict[str, object]:
        return self._runs.get(question.run).counts(rater, question.mode)

    def _look_the_same(self, question: Question) -> bool:
        one, other = question.pictures
        return self._pictures.look_the_same(one.request_hash, other.request_hash)

    def _shown(self, token: str, question: Question) -> dict[str, object]:
        gesture = self._shared.vocabulary.gestures.get(question.gesture)
        return {
            "token": token,
            "mode": question.mode,
            "emoji": emoji_sign(gesture.emoji) if gesture else "",
            "en": gesture.name.en if gesture else question.gesture,
            "zh": gesture.name.zh if gesture else question.gesture,
            "skeleton": skeleton_url(gesture) if gesture else "",
            "pictures": [self._pictures.url(each.request_hash) for each in question.pictures],
        }

    def _keep(
        self,
        question: Question,
        uuid: str,
        rater: str,
        said: Said,
        latency_ms: int,
        told: Lang | None,
    ) -> None:
        store, live = self._shared.store, self._runs.get(question.run)
        verdicts = [
            self._verdict(question, number, answer, rater)
            for number, answer in said.of_pictures.items()
        ]
        vote: Vote | None = None
        if said.winner is None:
            store.save_verdicts(verdicts, run=question.run)
        else:
            vote = vote_of(question, uuid, rater, said.winner, latency_ms)
            if not store.save_vote(vote, verdicts):
                raise BadInput("That answer carries no proper number.", code="answer_number")
        live.add(uuid, rater, vote, verdicts)
        self._kept[uuid] = KeptAnswer(
            rater=rater, question=question, vote=vote, told=told is not None
        )
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _verdict(
        self, question: Question, number: int, answer: PictureAnswer, rater: str
    ) -> Verdict:
        picture = question.pictures[number]
        size_px = (1, 1)
        if any(flaw.place is not None for flaw in answer.flaws):
            request = self._shared.store.image(picture.request_hash).request
            size_px = request.width_px, request.height_px
        return verdict_about(picture, answer, rater, size_px)

    def _wordings(self, question: Question, lang: Lang) -> list[str]:
        names = self._names(self._runs.get(question.run), lang)
        return [names.get(each.variant, each.variant) for each in question.pictures]

    def _names(self, live: LiveRun, lang: Lang) -> Mapping[str, str]:
        return variant_names(live.judged, self._shared.vocabulary, lang)


def check_rater(rater: str) -> None:
    """Raise `BadInput` unless ``rater`` is a name that the page makes."""
    if _NAME.fullmatch(rater) is None:
        raise BadInput(
            "A rater's name is 4 to 40 small letters, digits and hyphens.", code="rater_name"
        )


def may_show_wording() -> bool:
    """Whether raters may see the wordings after an answer: not on a Space, where strangers rate
    one run together, unless its owner says so."""
    return "SPACE_ID" not in os.environ or os.environ.get(SHOW_WORDING) == "1"
