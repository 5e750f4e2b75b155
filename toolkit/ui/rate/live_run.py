"""One run as raters see it: its pictures, and what was said, as counts that each answer changes.

The store is read once; after that an answer costs the same however many votes there are. What
another process said is read when the log shows that it wrote.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from threading import Lock, RLock
from typing import final

import numpy as np

from toolkit.rating import Candidate, JudgedCell, Verdict, Vote, pair_pool, varying_axes
from toolkit.rating.strengths.pair_tallies import PairTallies
from toolkit.rating.variants import values_on, variant_label
from toolkit.rating.verdicts import PARTS, PERSON
from toolkit.store import Store
from toolkit.ui.rate.asked import Mode, Question
from toolkit.ui.rate.tokens import Tokens

FOUR = 4
LOOK_S = 1.0
LOOK_SHARE = 0.05
"""At most this share of the time goes into looking whether somebody else wrote."""

Key = tuple[str, str]
"""A picture and the gesture it should show."""


@final
class LiveRun:
    """Pictures and counts of the run ``id``; threads may share it.

    Its lock is held while something is counted or chosen, never while a picture is read or a disk
    written.
    """

    def __init__(self, store: Callable[[], Store], id: str) -> None:
        self.id = id
        self._store = store
        self._lock = RLock()
        self._loading = Lock()
        self._mark: object = None
        self._looked = 0.0
        self._next_look = 0.0
        self._seed = int.from_bytes(hashlib.sha256(id.encode()).digest()[:4], "big")
        self._alike: set[tuple[str, str]] = set()
        self._given: dict[str, int] = {}
        self._passed_over: dict[str, list[Question]] = {}
        """Pairs that a rater is not asked again: they have read the wordings."""
        self._said: dict[str, dict[Key, dict[str, Verdict]]] = {}
        """By rater and picture: what was said with which answer, oldest first; under "" what the
        store had before this process."""
        self._missed: list[tuple[Vote, bool]] | None = None
        self.judged: Sequence[JudgedCell] = ()
        self.tallies = PairTallies(pair_pool([], []))
        self._pictures: Sequence[Candidate] = ()
        self._seeds: Sequence[int] = ()

    def refresh(self, *, now: bool = False) -> None:
        """Read the run again if it has grown, or if another process said something; looked at now
        and then, or ``now``. Raises `UnknownName` and `StoreError`."""
        asked = time.monotonic()
        first = self._mark is None
        if not now and asked < self._next_look:
            return
        if not self._loading.acquire(blocking=first or now):
            return  # somebody else is looking
        try:
            started = time.monotonic()
            if self._looked >= asked:
                return  # somebody else has looked meanwhile
            self._looked = started
            store = self._store()
            mark = store.run(self.id).made, store.said_elsewhere()
            if mark != self._mark:
                self._load(store)
                self._mark = mark
            ended = time.monotonic()
            self._next_look = ended + max(LOOK_S, (ended - started) / LOOK_SHARE)
        finally:
            self._loading.release()

    def counts(self, rater: str, mode: Mode) -> dict[str, object]:
        """How far ``rater`` is: ``done`` of ``total``, how many pairs look ``alike`` and are not
        asked, and how many ``votes`` the rater has on this run."""
        with self._lock:
            done, total = len(self._done(rater, mode)), len(self._pictures)
            if mode == "pair":
                total = len(self.tallies)
                done = self.tallies.seen(rater)
            return {
                "done": min(done, total),
                "total": total,
                "alike": self.tallies.left_out,
                "votes": self.tallies.votes_of(rater),
            }

    def reserve(
        self, rater: str, mode: Mode, tokens: Tokens[Question]
    ) -> tuple[str, Question] | None:
        """The next question for ``rater`` with the token that now stands for it; None when all was
        asked. What waits for its answer is not given twice."""
        with self._lock:
            waiting = [
                each for each in tokens.of(rater) if each.run == self.id and each.mode == mode
            ]
            if mode == "pair":
                question = self._pair(rater, waiting)
            else:
                question = self._alone(rater, mode, waiting)
            return None if question is None else (tokens.issue(rater, question), question)

    def leave_out(self, question: Question) -> None:
        """Ask nobody about this pair: its pictures look the same."""
        one, other = (each.request_hash for each in question.pictures)
        with self._lock:
            self._alike.add((one, other))
            self.tallies.leave_out(one, other)

    def pass_over(self, rater: str, question: Question) -> None:
        """Do not ask ``rater`` this pair again."""
        with self._lock:
            self._passed_over.setdefault(rater, []).append(question)

    def add(self, uuid: str, rater: str, vote: Vote | None, verdicts: Iterable[Verdict]) -> None:
        """Count an answer that was kept."""
        with self._lock:
            if vote is not None:
                self._count(vote, added=True)
            for verdict in verdicts:
                key = verdict.request_hash, verdict.expected
                self._said.setdefault(rater, {}).setdefault(key, {})[uuid] = verdict

    def remove(self, uuid: str, rater: str, vote: Vote | None) -> None:
        """Count an answer no more."""
        with self._lock:
            if vote is not None:
                self._count(vote, added=False)
            for told in self._said.get(rater, {}).values():
                told.pop(uuid, None)

    def without(self, uuid: str, rater: str) -> list[tuple[Verdict, Verdict | None]]:
        """For each picture of which the answer ``uuid`` has the last word: what it said, and what
        was said before it."""
        found: list[tuple[Verdict, Verdict | None]] = []
        with self._lock:
            for told in self._said.get(rater, {}).values():
                if told and next(reversed(told)) == uuid:
                    *before, last = told.values()
                    found.append((last, before[-1] if before else None))
        return found

    def _load(self, store: Store) -> None:
        with self._lock:
            self._missed = []
        judged = store.judged_cells(self.id)
        votes = store.votes(self.id)
        said = [each for each in store.verdicts(self.id) if each.judge.startswith(PERSON)]
        by = varying_axes(judged)
        tallies = PairTallies(pair_pool(judged, by))
        for vote in votes:
            tallies.add(vote)
        known = {vote.uuid for vote in votes}
        with self._lock:
            self.judged, self.tallies = judged, tallies
            for pair in self._alike:
                tallies.leave_out(*pair)
            missed, self._missed = self._missed or [], None
            for vote, added in missed:
                # Kept or taken back while the store was read: in what was read already, or not.
                if added != (vote.uuid in known):
                    self._count(vote, added=added)
            self._take_pictures(judged, by)
            self._take_verdicts(said)

    def _take_pictures(self, judged: Sequence[JudgedCell], by: Sequence[str]) -> None:
        found: dict[Key, tuple[Candidate, int]] = {}
        for cell in judged:
            candidate = Candidate(
                request_hash=cell.request_hash,
                cell=cell.cell,
                gesture=cell.gesture,
                variant=variant_label(values_on(cell, by)),
            )
            found.setdefault((cell.request_hash, cell.gesture), (candidate, cell.seed))
        ordered = [found[key] for key in sorted(found)]
        self._pictures = [candidate for candidate, _ in ordered]
        self._seeds = [seed for _, seed in ordered]

    def _take_verdicts(self, said: Iterable[Verdict]) -> None:
        for verdict in said:
            own = self._said.setdefault(verdict.judge.removeprefix(PERSON), {})
            told = own.setdefault((verdict.request_hash, verdict.expected), {})
            if not told or next(reversed(told.values())) != verdict:
                told.clear()
                told[""] = verdict

    def _count(self, vote: Vote, *, added: bool) -> None:
        (self.tallies.add if added else self.tallies.remove)(vote)
        if self._missed is not None:
            self._missed.append((vote, added))

    def _pair(self, rater: str, waiting: Iterable[Question]) -> Question | None:
        index = self._given.setdefault(rater, self.tallies.votes_of(rater))
        self._given[rater] = index + 1
        pair = self.tallies.choose(
            rater=rater,
            index=index,
            seed=self._seed,
            waiting=[each.pair for each in (*waiting, *self._passed_over.get(rater, ()))],
        )
        if pair is None:
            return None
        pictures = (pair.left, pair.right)
        return Question(run=self.id, mode="pair", pictures=pictures, propensity=pair.propensity)

    def _alone(self, rater: str, mode: Mode, waiting: Iterable[Question]) -> Question | None:
        """One picture, or up to four of one gesture, of one seed as far as there are, in an order
        of the rater's own."""
        asked = self._done(rater, mode)
        asked |= {_key(picture) for each in waiting for picture in each.pictures}
        draws = np.random.default_rng([self._seed, *hashlib.sha256(rater.encode()).digest()[:8]])
        order = draws.permutation(len(self._pictures)).tolist()
        left = [n for n in order if _key(self._pictures[n]) not in asked]
        if not left:
            return None
        first, chosen = left[0], [left[0]]
        if mode == "four":
            alike = [
                n for n in left[1:] if self._pictures[n].gesture == self._pictures[first].gesture
            ]
            alike.sort(key=lambda n: self._seeds[n] != self._seeds[first])  # stable
            # Which place the first of the order gets is drawn too.
            chosen = draws.permutation([first, *alike[: FOUR - 1]]).tolist()
        return Question(run=self.id, mode=mode, pictures=tuple(self._pictures[n] for n in chosen))

    def _done(self, rater: str, mode: Mode) -> set[Key]:
        """What ``rater`` said something of; in the mode for one picture, told part by part."""
        found: set[Key] = set()
        for key, told in self._said.get(rater, {}).items():
            last = next(reversed(told.values()), None)
            if last is None or last.outcome == "unjudged":
                continue
            if mode != "verdict" or any(detail.code == PARTS for detail in last.details):
                found.add(key)
        return found


@final
class LiveRuns:
    """The runs that are rated, those that were asked for last; threads may share it."""

    def __init__(self, store: Callable[[], Store], limit: int = 16) -> None:
        self._store = store
        self._limit = limit
        self._lock = Lock()
        self._known: dict[str, LiveRun] = {}

    def get(self, run: str) -> LiveRun:
        """The run with the id (or name) ``run``; raises `UnknownName`."""
        with self._lock:
            known = self._known.get(run)
        if known is not None:
            return known
        id = self._store().run(run).id
        with self._lock:
            live = self._known.setdefault(id, LiveRun(self._store, id))
            while len(self._known) > self._limit:
                self._known.pop(next(iter(self._known)))
            return live


def _key(picture: Candidate) -> Key:
    return picture.request_hash, picture.gesture
