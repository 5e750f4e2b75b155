"""From what was seen to an answer: does the picture show the gesture it was asked to show?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.judging.gesture.direction import direction_difference, pointing_parts, read_direction
from toolkit.judging.gesture.match import Match
from toolkit.judging.gesture.reading import Reading
from toolkit.rating.verdicts import Answer, Detail
from toolkit.vocabulary.entries import Gesture, SceneWord

# Below this score no gesture counts as shown: about one digit wrong.
LOWEST_SCORE = 0.27
# Two gestures whose costs differ by less cannot be told apart on this picture.
TOO_CLOSE_COST = 2.0
# One pose, written twice: only facing and pointing tell such entries apart.
SAME_COST = 1e-9
# A hand that faces or points the wrong way is as wrong as most of a digit.
WRONG_DIRECTION_COST = 6.0


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
        return Answer(outcome="fail", reason="no_hand", score=0.0)
    if expected.hands == 2 and not reading.pairs:
        best_single = reading.matches[0].gesture
        return Answer(outcome="fail", reason="one_hand", best_match=best_single, score=0.0)
    own = reading.match(expected.id)
    compared = reading.pairs if expected.hands == 2 else reading.matches
    costs = {match.gesture: match.rank_cost for match in compared}
    best = _best(compared, costs, reading, expected, gestures, view)
    as_expected = _is_as_good(own, best, expected, gestures)
    if own.score < LOWEST_SCORE or not as_expected:
        other = best.score >= LOWEST_SCORE and not as_expected
        return Answer(
            outcome="fail",
            reason="other_gesture" if other else "low_score",
            details=own.differences,
            best_match=best.gesture,
            score=own.score,
        )
    wrong = _direction_difference(reading, expected, view)
    return Answer(
        outcome="fail" if wrong else "pass",
        reason="wrong_direction" if wrong else "match",
        details=(wrong,) if wrong else (),
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
    costs = {match.gesture: match.cost for match in compared}
    return _best(compared, costs, reading, expected, gestures, view).gesture


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
    """The cheapest of ``compared`` by ``costs`` and direction; ``expected`` among its equals.

    Only those whose costs lie within a wrong direction's of the least can come out first.
    """
    bound = min(costs.values()) + WRONG_DIRECTION_COST
    near = [match for match in compared if costs[match.gesture] <= bound]
    directions = {m.gesture: direction_cost(reading, gestures[m.gesture], view) for m in near}
    totals = {id: costs[id] + cost for id, cost in directions.items()}
    top = min(near, key=lambda match: totals[match.gesture])
    equals = {id for id, total in totals.items() if abs(total - totals[top.gesture]) < SAME_COST}
    equals |= {id for id in gestures[top.gesture].twins if not directions.get(id)}
    return next((m for m in near if m.gesture == expected.id and m.gesture in equals), top)


def direction_cost(reading: Reading, gesture: Gesture, view: SceneWord | None = None) -> float:
    """What it costs that the largest hand surely faces or points another way than ``gesture``
    says; 0 where it does not."""
    return WRONG_DIRECTION_COST if _direction_difference(reading, gesture, view) else 0.0


def _direction_difference(
    reading: Reading, gesture: Gesture, view: SceneWord | None
) -> Detail | None:
    if reading.hand is None or gesture.hands == 2:  # a pair's stance is part of its match
        return None
    direction = read_direction(reading.hand, reading.side, pointing_parts(gesture.pose))
    return direction_difference(direction, gesture, view)
