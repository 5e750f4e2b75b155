"""Look at any pictures, not only a run's: what hands they show, and which gestures those make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import GestureError
from toolkit.hands.pose import Side
from toolkit.judging.decide import decide
from toolkit.judging.file_pixels import enlarged_reading
from toolkit.judging.judge import HandJudge
from toolkit.judging.likeliest import SHOWN, any_hand, likeliest
from toolkit.judging.match import Match
from toolkit.judging.pixels import DecodedPicture, decode_picture
from toolkit.rating.verdicts import Answer, Detail, text_detail
from toolkit.vocabulary.any_hand import ANY
from toolkit.vocabulary.entries import Gesture

SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"),
    *(".gif", ".avif", ".jp2"),
)


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
    ``nothing_expected`` or ``no_hand``); a file that cannot be read is ``unjudged`` too. Of an
    ``animated`` file the first picture was looked at. Places are in the file's own pixels.
    """

    file: str
    hands: tuple[LookedAtHand, ...]
    matches: tuple[Match, ...]
    expected: str
    answer: Answer
    animated: bool = False


def look_at_files(
    files: Iterable[Path], judge: HandJudge, *, expect: str | None = None
) -> Iterator[Look]:
    """Look at each picture file, in order, in this process.

    A file may be damaged so that its decoder ends the process: those of strangers are for
    `toolkit.judging.looking_workers.look_in_workers`.

    Raises:
        UnknownName: the vocabulary has no gesture called ``expect``.
    """
    expected = judge.vocabulary.gesture(expect) if expect else None
    for file in files:
        yield look_at_file(file, judge, expected)


def look_at_file(file: Path, judge: HandJudge, expected: Gesture | None = None) -> Look:
    """What ``judge`` says of one picture file; ``unjudged`` where it cannot be read."""
    try:
        picture = decode_picture(file)
    except GestureError as error:
        answer = Answer(outcome="unjudged", reason="unreadable", details=(text_detail(str(error)),))
        return not_looked_at(file, expected.id if expected is not None else "", answer)
    return _look(str(file), judge, picture, expected)


def not_looked_at(file: Path, expect: str, answer: Answer) -> Look:
    """The look of a file that nobody could look at, with the ``answer`` that says why."""
    return Look(file=str(file), hands=(), matches=(), expected=expect, answer=answer)


def _look(file: str, judge: HandJudge, picture: DecodedPicture, expected: Gesture | None) -> Look:
    pairs = expected is None or expected.hands == 2
    reading = enlarged_reading(judge.read(picture.pixels, pairs=pairs), picture.scale)
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
        animated=picture.animated,
    )


def _differences(matches: tuple[Match, ...], expected: Gesture | None) -> tuple[Detail, ...]:
    wanted = expected.id if expected is not None and expected.hands == 1 else matches[0].gesture
    return next(match.differences for match in matches if match.gesture == wanted)
