"""What a rater is asked and what they answered, in each of the three modes, as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast, get_args

from toolkit import __version__
from toolkit.errors import BadInput
from toolkit.rating import Candidate, ChosenPair, Flaw, Outcome, Verdict, Vote, Winner
from toolkit.rating.flaws import FLAW_KINDS, FlawKind
from toolkit.rating.settling import combined
from toolkit.rating.verdicts import PERSON, Detail, is_finite, parts_detail

Mode = Literal["pair", "verdict", "four"]
"""Two pictures: which is better; one picture: what is wrong with it; four: which are good."""
MODES: tuple[Mode, ...] = get_args(Mode)

MAX_LATENCY_MS = 3_600_000
MAX_FLAWS = 16
_SIDES = ("left", "right")


@dataclass(frozen=True, kw_only=True)
class Question:
    """Pictures as they were shown: what an open token stands for.

    ``pictures`` are two (a pair, left and right, with its ``propensity``), one (verdict), or up to
    four. ``again`` where it was asked before and taken back.
    """

    run: str
    mode: Mode
    pictures: tuple[Candidate, ...]
    propensity: float = 1.0
    again: bool = False

    @property
    def gesture(self) -> str:
        """The gesture that all its pictures should show."""
        return self.pictures[0].gesture

    @property
    def pair(self) -> ChosenPair:
        """The pair as the statistics know it."""
        left, right = self.pictures
        return ChosenPair(left=left, right=right, propensity=self.propensity)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where on a picture, each 0..1 from its upper left corner."""

    across: float
    down: float


@dataclass(frozen=True, kw_only=True)
class SaidFlaw:
    """What a rater saw wrong with a hand, and where they tapped, if they did."""

    kind: FlawKind
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class PictureAnswer:
    """What was said of one picture: ``parts`` are (gesture, form) where both were answered apart,
    else ``outcome`` says it of both at once."""

    outcome: Outcome
    parts: tuple[Outcome, Outcome] | None = None
    flaws: tuple[SaidFlaw, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer: the ``winner`` of a pair, None in the other modes, and what was said of each
    picture by its number."""

    winner: Winner | None
    of_pictures: Mapping[int, PictureAnswer]


def read_answer(given: Mapping[str, object], question: Question) -> Said:
    """What the page sent, as the answer to ``question``; raises `BadInput` for one that is none."""
    if question.mode == "pair":
        return _pair_answer(given)
    if question.mode == "verdict":
        return Said(winner=None, of_pictures={0: _verdict_answer(given)})
    return _four_answer(given, len(question.pictures))


def _no_answer() -> BadInput:
    return BadInput("That is no answer to this question.", code="no_such_answer")


def _pair_answer(given: Mapping[str, object]) -> Said:
    winner = given.get("winner")
    if winner not in get_args(Winner):
        raise _no_answer()
    flags = {n: given.get(side) for n, side in enumerate(_SIDES)}
    said = {
        n: PictureAnswer(outcome=cast(Outcome, flag))
        for n, flag in flags.items()
        if flag in ("pass", "fail")
    }
    return Said(winner=cast(Winner, winner), of_pictures=said)


def _verdict_answer(given: Mapping[str, object]) -> PictureAnswer:
    gesture, form = given.get("gesture"), given.get("form")
    told = given.get("flaws", [])
    if gesture not in ("pass", "fail", "unsure") or form not in ("pass", "fail", "unsure"):
        raise _no_answer()
    if not isinstance(told, list):
        raise _no_answer()
    flaws = tuple(_flaw(each) for each in cast("list[object]", told)[:MAX_FLAWS])
    if flaws and form == "pass":
        raise _no_answer()  # a flaw that leaves the hand well formed is none
    parts = cast(Outcome, gesture), cast(Outcome, form)
    return PictureAnswer(outcome=combined(*parts), parts=parts, flaws=flaws)


def _flaw(given: object) -> SaidFlaw:
    values = cast("dict[str, object]", given) if isinstance(given, dict) else {}
    kind, across, down = (values.get(name) for name in ("kind", "x", "y"))
    if kind not in FLAW_KINDS:
        raise _no_answer()
    if across is None and down is None:
        return SaidFlaw(kind=kind)
    place = [float(cast(float, each)) for each in (across, down) if is_finite(each)]
    if len(place) != 2 or not all(0.0 <= each <= 1.0 for each in place):
        raise _no_answer()
    return SaidFlaw(kind=kind, place=Place(across=place[0], down=place[1]))


def _four_answer(given: Mapping[str, object], count: int) -> Said:
    good = given.get("good")
    if not isinstance(good, list):
        raise _no_answer()
    numbers = cast("list[object]", good)
    if any(isinstance(n, bool) or n not in range(count) for n in numbers):
        raise _no_answer()
    said = {n: PictureAnswer(outcome="pass" if n in numbers else "fail") for n in range(count)}
    return Said(winner=None, of_pictures=said)


def vote_of(question: Question, uuid: str, rater: str, winner: Winner, latency_ms: int) -> Vote:
    """The vote that an answer to a pair is."""
    left, right = question.pictures
    return Vote(
        uuid=uuid,
        run=question.run,
        gesture=left.gesture,
        left=left.request_hash,
        right=right.request_hash,
        left_cell=left.cell,
        right_cell=right.cell,
        winner=winner,
        rater=rater,
        latency_ms=min(max(latency_ms, 0), MAX_LATENCY_MS),
        propensity=question.propensity,
        created_at=datetime.now(UTC),
        app_version=__version__,
    )


def verdict_about(
    picture: Candidate, said: PictureAnswer, rater: str, size_px: tuple[int, int]
) -> Verdict:
    """What ``rater`` said of ``picture``, ``size_px`` (width, height) as it is stored.

    A flaw is a detail as the form judge gives it, its place in the stored picture's pixels.
    """
    details: list[Detail] = []
    for flaw in said.flaws:
        x, y = (
            (None, None)
            if flaw.place is None
            else (flaw.place.across * size_px[0], flaw.place.down * size_px[1])
        )
        details.append(Flaw(kind=flaw.kind, score=1.0, x=x, y=y).detail())
    if said.parts is not None:
        details.append(parts_detail(*said.parts))
    return Verdict(
        request_hash=picture.request_hash,
        expected=picture.gesture,
        outcome=said.outcome,
        reason="person",
        judge=f"{PERSON}{rater}",
        judge_version="1",
        details=tuple(details),
        # Asked under the gesture's name and skeleton: where the parts are not told apart, neither
        # question is asked alone.
        question="both",
    )


def taken_back(verdict: Verdict) -> Verdict:
    """What stands where ``verdict`` was taken back and nothing was said before.

    A verdict cannot be deleted; "unjudged" counts neither for nor against.
    """
    return Verdict(
        request_hash=verdict.request_hash,
        expected=verdict.expected,
        outcome="unjudged",
        reason="taken_back",
        judge=verdict.judge,
        judge_version=verdict.judge_version,
        question="both",
    )
