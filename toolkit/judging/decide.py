"""From what was seen to an answer: does the picture show the gesture it was asked to show?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.judging.direction import direction_complaint, pointing_parts, read_direction
from toolkit.judging.match import Match
from toolkit.judging.reading import Reading
from toolkit.rating.verdicts import Outcome
from toolkit.vocabulary.entries import Gesture, SceneWord

# Below this score no gesture counts as shown: about one digit wrong.
LOWEST_SCORE = 0.27
# Two gestures whose costs differ by less cannot be told apart on this picture.
TOO_CLOSE_COST = 2.0
# One pose, written twice: only facing and pointing tell such entries apart.
SAME_COST = 1e-9
# A hand that faces or points the wrong way is as wrong as most of a digit.
WRONG_DIRECTION_COST = 6.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A judge's answer about one picture, without the picture's name; see `Verdict`."""

    outcome: Outcome
    reason: str
    explanation: str
    best_match: str = ""
    score: float | None = None


def decide(
    reading: Reading,
    expected: Gesture,
    gestures: Mapping[str, Gesture],
    *,
    view: SceneWord | None = None,
) -> Answer:
    """Judge ``reading`` as a picture of ``expected``.

    It passes when no other gesture fits better than ``expected`` (a declared twin, and one
    too close to tell, excepted), it fits well enough, and the hand points and faces as the
    entry says, seen from ``view``. A gesture of one hand is read from the largest hand, one of
    two hands needs both. ``reason`` is ``match``, ``no_hand``, ``one_hand``, ``other_gesture``,
    ``low_score`` or ``wrong_direction``.
    """
    if reading.hand is None:
        return Answer(outcome="fail", reason="no_hand", explanation="No hand was found.", score=0.0)
    if expected.hands == 2 and not reading.pairs:
        return Answer(
            outcome="fail",
            reason="one_hand",
            explanation=f"One hand was found; {expected.name.en} takes two.",
            best_match=reading.matches[0].gesture,
            score=0.0,
        )
    own = reading.match(expected.id)
    compared = reading.pairs if expected.hands == 2 else reading.matches
    ranked = {match.gesture: match.rank_cost for match in compared}
    best = _best(compared, ranked, reading, expected, gestures, view)
    as_expected = _is_as_good(own, best, expected, gestures)
    if own.score < LOWEST_SCORE or not as_expected:
        reason = "other_gesture" if best.score >= LOWEST_SCORE and not as_expected else "low_score"
        return Answer(
            outcome="fail",
            reason=reason,
            explanation=_other_words(own, best, expected, gestures, reason),
            best_match=best.gesture,
            score=own.score,
        )
    complaint = _complaint(reading, expected, view)
    if complaint:
        return Answer(
            outcome="fail",
            reason="wrong_direction",
            explanation=f"The fingers are right, but {complaint}.",
            best_match=best.gesture,
            score=own.score,
        )
    return Answer(
        outcome="pass",
        reason="match",
        explanation=f"Shows {expected.name.en}.",
        best_match=best.gesture,
        score=own.score,
    )


def best_match(
    reading: Reading,
    expected: Gesture,
    gestures: Mapping[str, Gesture],
    view: SceneWord | None = None,
) -> str:
    """The id of the gesture that fits best, of as many hands as ``expected``; "" for none.

    Rarity does not count here: this asks what a picture shows when every gesture is as likely.
    How the hand faces and points does. Among twins and entries of one pose ``expected`` comes
    before others.
    """
    compared = reading.pairs if expected.hands == 2 else reading.matches
    if not compared:
        return ""
    plain = {match.gesture: match.cost for match in compared}
    return _best(compared, plain, reading, expected, gestures, view).gesture


def _is_as_good(
    own: Match, best: Match, expected: Gesture, gestures: Mapping[str, Gesture]
) -> bool:
    # What was asked for is no rarity in this picture; what was not, may be.
    twins = {*expected.twins, expected.id}
    return (
        best.gesture in twins
        or expected.id in gestures[best.gesture].twins
        or own.cost - best.rank_cost <= TOO_CLOSE_COST
    )


def _best(
    compared: Sequence[Match],
    costs: Mapping[str, float],
    reading: Reading,
    expected: Gesture,
    gestures: Mapping[str, Gesture],
    view: SceneWord | None,
) -> Match:
    """The cheapest of ``compared`` by ``costs`` and standing; ``expected`` among its equals."""
    bound = min(costs.values()) + WRONG_DIRECTION_COST
    near = [match for match in compared if costs[match.gesture] <= bound]
    standing = {m.gesture: standing_cost(reading, gestures[m.gesture], view) for m in near}
    stood = {id: costs[id] + cost for id, cost in standing.items()}
    top = min(near, key=lambda match: stood[match.gesture])
    as_good = {id for id, cost in stood.items() if abs(cost - stood[top.gesture]) < SAME_COST}
    as_good |= {id for id in gestures[top.gesture].twins if not standing.get(id)}
    return next((m for m in near if m.gesture == expected.id and m.gesture in as_good), top)


def standing_cost(reading: Reading, gesture: Gesture, view: SceneWord | None = None) -> float:
    """What it costs that the largest hand surely faces or points another way than ``gesture``
    says; 0 where it does not."""
    return WRONG_DIRECTION_COST if _complaint(reading, gesture, view) else 0.0


def _complaint(reading: Reading, gesture: Gesture, view: SceneWord | None) -> str:
    if reading.hand is None or gesture.hands == 2:  # a pair's stance is part of its match
        return ""
    direction = read_direction(reading.hand, reading.side, pointing_parts(gesture.pose))
    return direction_complaint(direction, gesture, view)


def _other_words(
    own: Match, best: Match, expected: Gesture, gestures: Mapping[str, Gesture], reason: str
) -> str:
    differences = "; ".join(own.reasons[:3])
    because = f": {differences}" if differences else ""
    if reason == "other_gesture":
        return f"Looks like {gestures[best.gesture].name.en}, not {expected.name.en}{because}."
    return f"No clear {expected.name.en}{because}."
