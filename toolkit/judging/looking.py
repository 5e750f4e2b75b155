"""Look at any pictures, not only a run's: what hands they show, and which gestures those make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import JudgeError
from toolkit.hands.pose import Side
from toolkit.judging.decide import decide
from toolkit.judging.judge import HandJudge
from toolkit.judging.likeliest import SHOWN, any_hand, likeliest
from toolkit.judging.match import Match
from toolkit.judging.pixels import Pixels, read_picture
from toolkit.rating.verdicts import Answer, Detail, text_detail
from toolkit.vocabulary.any_hand import ANY
from toolkit.vocabulary.entries import Gesture

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")


@dataclass(frozen=True, kw_only=True)
class LookedAtHand:
    """One hand in a picture: its side, its likeliest gestures, and what differs from the best
    (or from the gesture expected)."""

    side: Side
    matches: tuple[Match, ...]
    differences: tuple[Detail, ...]


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the judge says of one picture.

    ``matches`` are the likeliest gestures of one and of two hands, best first. ``answer`` is
    ``pass`` or ``fail`` where a gesture was ``expected``; else ``unjudged`` (reason
    ``nothing_expected`` or ``no_hand``); a file that cannot be read is ``unjudged`` too.
    """

    file: str
    hands: tuple[LookedAtHand, ...]
    matches: tuple[Match, ...]
    expected: str
    answer: Answer


def look_at_files(
    files: Iterable[Path], judge: HandJudge, *, expect: str | None = None
) -> Iterator[Look]:
    """Look at each picture file, in order.

    Raises:
        UnknownName: the vocabulary has no gesture called ``expect``.
    """
    expected = judge.vocabulary.gesture(expect) if expect else None
    for file in files:
        try:
            pixels = read_picture(file)
        except JudgeError as error:
            yield Look(
                file=str(file),
                hands=(),
                matches=(),
                expected=expect or "",
                answer=Answer(
                    outcome="unjudged", reason="unreadable", details=(text_detail(str(error)),)
                ),
            )
            continue
        yield _look(str(file), judge, pixels, expected)


def _look(file: str, judge: HandJudge, pixels: Pixels, expected: Gesture | None) -> Look:
    reading = judge.read(pixels, pairs=expected is None or expected.hands == 2)
    largest, matches = likeliest(reading, judge.vocabulary.gestures)
    hands = tuple(
        LookedAtHand(
            side=seen.side,
            matches=seen.matches[:SHOWN] if number else largest,
            differences=_differences(seen.matches, expected),
        )
        for number, seen in enumerate(reading.seen)
    )
    if expected is not None and expected.id == ANY:
        answer = any_hand(reading, judge.vocabulary.gestures)
    elif expected is not None:
        answer = decide(reading, expected, judge.vocabulary.gestures)
    else:
        answer = Answer(outcome="unjudged", reason="nothing_expected" if hands else "no_hand")
    return Look(
        file=file,
        hands=hands,
        matches=matches,
        expected=expected.id if expected is not None else "",
        answer=answer,
    )


def _differences(matches: tuple[Match, ...], expected: Gesture | None) -> tuple[Detail, ...]:
    wanted = expected.id if expected is not None and expected.hands == 1 else matches[0].gesture
    return next(match.differences for match in matches if match.gesture == wanted)
