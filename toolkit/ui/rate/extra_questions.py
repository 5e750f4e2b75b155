"""Questions that check the rater, mixed blindly among the others: known pairs, and pairs again.

Where they stand is drawn with a key that no page has: about one question in twelve is a pair whose
answer is known (`toolkit.store.known_answers`), about one in fifteen a pair that the rater answered
at least eight questions ago, sides turned. Nothing that is sent tells them from others, the counts
neither.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import final

from toolkit.errors import GestureError
from toolkit.rating import Candidate, Winner
from toolkit.store import Store
from toolkit.store.known_answers import FOR_CHECKS
from toolkit.ui.rate.asked import Kind, Question
from toolkit.ui.rate.live_run import LiveRun, LiveRuns
from toolkit.ui.rate.tokens import Tokens

KNOWN_EVERY, REPEAT_EVERY = 12, 15
NOT_BEFORE = 3
"""None of a rater's first questions is one of these."""
APART = 8
"""So many answers lie at least between a pair and the same pair again."""
REMEMBERED = 40
"""A pair is asked again while it is among the last so many answers."""
LOOK_S = 60.0
"""So long it takes until known pairs that were not there are looked for again."""


@dataclass(kw_only=True)
class _Course:
    """One rater's way through one run: questions given, answers to such as check, pairs answered
    in this process, and which of these came again."""

    given: int
    checking: int
    answered: deque[Question] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    repeated: set[frozenset[str]] = field(default_factory=set[frozenset[str]])


@final
class ExtraQuestions:
    """Draws the questions that check raters; threads may share it.

    ``secret`` keys the draws; a new one at each start where it is "".
    """

    def __init__(self, store: Callable[[], Store], runs: LiveRuns, *, secret: str = "") -> None:
        self._store = store
        self._runs = runs
        self._key = hashlib.sha256(secret.encode()).digest() if secret else secrets.token_bytes(32)
        self._lock = RLock()
        self._courses: dict[tuple[str, str], _Course] = {}
        self._known: LiveRun | None = None
        self._next_look = 0.0
        self._asked: dict[str, Counter[frozenset[str]]] = {}
        """How often each rater was given each known pair."""

    def reserve(
        self, live: LiveRun, rater: str, tokens: Tokens[Question], page: str
    ) -> tuple[str, Question] | None:
        """The question that checks ``rater`` now, with its token; None where none is due."""
        with self._lock:
            course = self._course(live, rater)
            due = self.due(live.id, rater, course.given)
            question: Question | None = None
            if due == "known":
                question = self._known_pair(live, rater, course.given)
            elif due == "repeat":
                question = self._repeat(live, rater, course)
            if question is None:
                return None
            course.given += 1
            return tokens.issue(rater, question, page), question

    def passed(self, live: LiveRun, rater: str) -> None:
        """Count one question more that ``rater`` was given."""
        with self._lock:
            self._course(live, rater).given += 1

    def answered(self, live: LiveRun, rater: str, question: Question, winner: Winner) -> None:
        """Take note of an answer to a pair whose wordings were not shown."""
        with self._lock:
            course = self._course(live, rater)
            if question.kind != "new":
                course.checking += 1
            elif winner in ("left", "right"):
                course.answered.append(question)

    def taken_back(self, live: LiveRun, rater: str, question: Question) -> None:
        """Take note that an answer was taken back."""
        with self._lock:
            course = self._course(live, rater)
            if question.kind != "new":
                course.checking = max(0, course.checking - 1)
            elif question in course.answered:
                course.answered.remove(question)

    def counted(self, live: LiveRun, rater: str, counts: dict[str, int]) -> dict[str, int]:
        """``counts`` of `LiveRun.counts` with the questions that check among the others: one that
        is answered moves them as any."""
        with self._lock:
            checking = self._course(live, rater).checking
        return {
            **counts,
            "done": counts["done"] + checking,
            "total": counts["total"] + max(planned(counts["total"]), checking),
            "votes": counts["votes"] + checking,
        }

    def due(self, run: str, rater: str, given: int) -> Kind:
        """What the question after ``given`` others is."""
        for kind, every in (("known", KNOWN_EVERY), ("repeat", REPEAT_EVERY)):
            block, place = divmod(given, every)
            first = NOT_BEFORE if block == 0 else 0
            if place == first + int(self._draw(run, rater, kind, block) * (every - first)):
                return "known" if kind == "known" else "repeat"
        return "new"

    def _course(self, live: LiveRun, rater: str) -> _Course:
        key = live.id, rater
        if key not in self._courses:
            counts = live.counts(rater, "pair")
            before = planned(counts["done"])
            self._courses[key] = _Course(given=counts["votes"] + before, checking=before)
        return self._courses[key]

    def _known_pair(self, live: LiveRun, rater: str, given: int) -> Question | None:
        known = self._known_run()
        pairs = [] if known is None else _pairs(known)
        gestures = {each.gesture for each in live.pictures()}
        # One of a gesture that the run does not have would stand out.
        pairs = [pair for pair in pairs if pair[0].gesture in gestures] or pairs
        if known is None or not pairs:
            return None
        asked = self._asked_of(known, rater)
        fewest = min(asked[_both(pair)] for pair in pairs)
        left = [pair for pair in pairs if asked[_both(pair)] == fewest]
        chosen = left[int(self._draw(live.id, rater, "which", given) * len(left))]
        asked[_both(chosen)] += 1
        if self._draw(live.id, rater, "side", given) < 0.5:
            chosen = chosen[::-1]
        return Question(
            run=known.id,
            among=live.id,
            mode="pair",
            kind="known",
            again=True,
            pictures=tuple(chosen),
            propensity=1.0 / len(left),
            size_px=self._size(live, rater, given),
        )

    def _repeat(self, live: LiveRun, rater: str, course: _Course) -> Question | None:
        before = list(course.answered)[:-APART]
        left = [each for each in before if _both(each.pictures) not in course.repeated]
        if not left:
            return None
        chosen = left[int(self._draw(live.id, rater, "again", course.given) * len(left))]
        course.repeated.add(_both(chosen.pictures))
        return replace(chosen, pictures=chosen.pictures[::-1], kind="repeat", again=True)

    def _known_run(self) -> LiveRun | None:
        """The run of known pairs; None where there is none, or it cannot be read."""
        if self._known is None and time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK_S
            try:
                found = [run for run in self._store().runs() if run.owner == FOR_CHECKS]
                if found:
                    live = self._runs.get(found[0].id)
                    live.refresh()
                    self._known = live
            except GestureError:
                return None  # without known pairs that check is unknown, and rating goes on
        return self._known

    def _asked_of(self, known: LiveRun, rater: str) -> Counter[frozenset[str]]:
        if rater not in self._asked:
            votes = (each for each in self._store().votes(known.id) if each.rater == rater)
            self._asked[rater] = Counter(frozenset((each.left, each.right)) for each in votes)
        return self._asked[rater]

    def _size(self, live: LiveRun, rater: str, given: int) -> tuple[int, int]:
        """As large as one of the run's own pictures."""
        own = live.pictures()
        drawn = own[int(self._draw(live.id, rater, "size", given) * len(own))]
        return self._store().read_image(drawn.request_hash).size

    def _draw(self, run: str, rater: str, what: str, number: int) -> float:
        told = f"{run}\0{rater}\0{what}\0{number}".encode()
        return int.from_bytes(hmac.new(self._key, told, hashlib.sha256).digest()[:6]) / 2**48


def planned(pairs: int) -> int:
    """About how many questions that check stand among so many ``pairs``."""
    return pairs // (KNOWN_EVERY - 1) + pairs // (REPEAT_EVERY - 1)


def _pairs(known: LiveRun) -> list[Sequence[Candidate]]:
    pool = known.tallies.pool
    return [
        (pool.candidates[one], pool.candidates[two])
        for one, two in zip(pool.first.tolist(), pool.second.tolist(), strict=True)
    ]


def _both(pictures: Sequence[Candidate]) -> frozenset[str]:
    return frozenset(each.request_hash for each in pictures)
