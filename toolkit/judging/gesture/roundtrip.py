"""The proof without any model: every entry's own pose, seen again.

Two ways round: angles to 21 points to the matcher; and angles to a render (three views, three
skin tones, both hands) to the landmark network to the matcher. An entry is recovered when the
best match is itself or a declared twin. Entries whose poses no eye of this kind can tell apart
(`ALIKE_COST`), though they are no twins, are counted apart: a picture cannot be blamed there.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.kinematics import Proportions, joint_points, rotate
from toolkit.hands.pose import Side
from toolkit.judging.gesture.decide import SAME_COST, best_match, decide
from toolkit.judging.gesture.direction import BOTH_SIDES, shown_side
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.gesture.likeliest import likeliest
from toolkit.judging.gesture.match import Matcher
from toolkit.rendering.render import HandScene, render
from toolkit.vocabulary.entries import Gesture
from toolkit.vocabulary.pictures import gesture_scene
from toolkit.vocabulary.vocabulary import Vocabulary

SKINS = ((0.95, 0.80, 0.70), (0.78, 0.58, 0.45), (0.42, 0.28, 0.21))
YAWS_DEG = (-25.0, 0.0, 25.0)
SIZE_PX = 256
# A perfect hand of the one costs less than this as the other: no eye of this kind tells them.
ALIKE_COST = 3.0


@dataclass(frozen=True, kw_only=True)
class EntryTrip:
    """How one entry fared: ``n`` pictures, hands ``found``, ``matched`` as itself or a twin where
    every entry counts as likely, ``first`` of the list that the judge gives for any picture
    (where everyday gestures count as likelier), ``passed`` by the judge, taken for others
    (``confused_with``, most frequent first; ``no_hand`` and ``one_hand`` may be among them), and
    the entries it is ``alike`` to without being a twin."""

    id: str
    n: int
    found: int
    matched: int
    first: int
    passed: int
    recovered: bool
    confused_with: tuple[tuple[str, int], ...]
    alike: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class RoundTrip:
    """The whole report; ``points`` are of one-handed entries only."""

    points_n: int
    points_recovered: int
    entries: tuple[EntryTrip, ...]

    def total(self, key: str, ids: Sequence[str] | None = None) -> int:
        """The sum of ``n``, ``found``, ``matched``, ``first`` or ``passed`` over entries."""
        chosen = self.entries if ids is None else [e for e in self.entries if e.id in set(ids)]
        return sum(getattr(entry, key) for entry in chosen)

    @property
    def distinguishable(self) -> tuple[str, ...]:
        """Entries that are alike to no other but their twins."""
        return tuple(entry.id for entry in self.entries if not entry.alike)


def alike_entries(gestures: Sequence[Gesture]) -> dict[str, tuple[tuple[str, float], ...]]:
    """For each one-handed entry the others, no twins, that look the same; nearest first.

    Two entries of one and the same pose are none of these: they tie, and facing and pointing
    decide.
    """
    single = [gesture for gesture in gestures if gesture.hands == 1]
    apart = Matcher(single).apart()
    near = np.minimum(apart, apart.T)
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for row, gesture in enumerate(single):
        others = [
            (single[column].id, round(float(near[row, column]), 2))
            for column in np.argsort(near[row], kind="stable")
            if SAME_COST < near[row, column] < ALIKE_COST
            and column != row
            and single[column].id not in gesture.twins
            and not _has_other_direction(gesture, single[column])
        ]
        found[gesture.id] = tuple(others)
    return found


def _has_other_direction(one: Gesture, other: Gesture) -> bool:
    """Whether facing or pointing tells two entries apart."""
    sides = {shown_side(one), shown_side(other)}
    pointing = {one.pointing, other.pointing}
    return sides == BOTH_SIDES or (len(pointing) == 2 and "any" not in pointing)


def points_trip(vocabulary: Vocabulary) -> dict[str, bool]:
    """For each one-handed entry whether its points, of both sides and another person's
    proportions, are recovered as itself or a twin."""
    single = [gesture for gesture in vocabulary.gestures.values() if gesture.hands == 1]
    matcher = Matcher(single)
    people = (Proportions(), Proportions(scale=1.1, fingers=1.04, thumb=0.97, breadth=1.04))
    return {
        gesture.id: all(
            _recovered(gesture, matcher, side, person)
            for side, person in itertools.product(_SIDES, people)
        )
        for gesture in single
    }


_SIDES: tuple[Side, Side] = ("right", "left")


def _recovered(gesture: Gesture, matcher: Matcher, side: Side, person: Proportions) -> bool:
    turn = gesture.orientation
    points = rotate(
        joint_points(replace(gesture.pose, side=side), person),
        yaw=turn.yaw + 15.0,
        pitch=turn.pitch,
        roll=turn.roll,
    )
    costs = matcher.point_costs(points, side)
    own = costs[matcher.names.index(gesture.id)]
    best = matcher.names[int(np.argmin(costs))]
    # Of one pose written twice, facing and pointing decide; points alone cannot.
    return best in (gesture.id, *gesture.twins) or bool(own - costs.min() < 1e-6)


def rendered(
    gesture: Gesture,
    *,
    size_px: int = SIZE_PX,
    sides: Sequence[Side] = _SIDES,
    seed: int = 0,
) -> Iterator[NDArray[np.uint8]]:
    """Pictures of one entry: sides × `YAWS_DEG` × `SKINS`; tilt, person and light vary by seed.

    Skins take turns anew from yaw to yaw, so that every n-th picture, too, shows all of them.
    """
    views = itertools.product(sides, YAWS_DEG, range(len(SKINS)))
    for number, (side, yaw, turn) in enumerate(views):
        skin = SKINS[(turn + number // len(SKINS)) % len(SKINS)]
        yield render(_scene(gesture, side, yaw, skin, seed, number), size_px)


def _scene(
    gesture: Gesture,
    side: Side,
    yaw: float,
    skin: tuple[float, float, float],
    seed: int,
    number: int,
) -> HandScene:
    rng = np.random.default_rng([seed, number, *gesture.id.encode()])
    return replace(
        gesture_scene(gesture, side=side),
        skin=skin,
        camera_yaw=yaw,
        camera_pitch=float(rng.uniform(-8, 8)),
        camera_roll=float(rng.uniform(-8, 8)),
        proportions=Proportions(
            scale=float(rng.uniform(0.92, 1.08)), fingers=float(rng.uniform(0.93, 1.07))
        ),
        light=(float(rng.uniform(-0.6, 0.6)), 0.6, 0.8),
    )


def round_trip(
    judge: HandJudge,
    *,
    ids: Sequence[str] | None = None,
    every: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> RoundTrip:
    """Send every entry (or those of ``ids``) both ways round.

    Args:
        judge: the eye; its vocabulary is what is proved.
        ids: only these entries' pictures; points are always done for all.
        every: look at every n-th of an entry's pictures only.
        on_progress: called with (entries done, entries in all).
    """
    vocabulary = judge.vocabulary
    points = points_trip(vocabulary)
    alike = alike_entries(list(vocabulary.gestures.values()))
    chosen = [vocabulary.gesture(id) for id in ids] if ids else list(vocabulary.gestures.values())
    entries: list[EntryTrip] = []
    for gesture in chosen:
        entries.append(
            _entry(gesture, judge, every, points.get(gesture.id, True), alike.get(gesture.id, ()))
        )
        if on_progress is not None:
            on_progress(len(entries), len(chosen))
    return RoundTrip(
        points_n=len(points), points_recovered=sum(points.values()), entries=tuple(entries)
    )


def _entry(
    gesture: Gesture,
    judge: HandJudge,
    every: int,
    recovered: bool,
    alike: tuple[tuple[str, float], ...],
) -> EntryTrip:
    gestures = judge.vocabulary.gestures
    n = found = matched = first = passed = 0
    family = (gesture.id, *gesture.twins)
    wrong: Counter[str] = Counter()
    for picture in itertools.islice(rendered(gesture), 0, None, every):
        n += 1
        reading = judge.read(picture)
        if reading.hand is None:
            wrong["no_hand"] += 1
            continue
        found += 1
        passed += decide(reading, gesture, gestures).outcome == "pass"
        first += likeliest(reading, gestures)[1][0].gesture in family
        best = best_match(reading, gesture, gestures)
        if best in family:
            matched += 1
        else:
            wrong[best or "one_hand"] += 1
    return EntryTrip(
        id=gesture.id,
        n=n,
        found=found,
        matched=matched,
        first=first,
        passed=passed,
        recovered=recovered,
        confused_with=tuple(wrong.most_common(5)),
        alike=alike,
    )
