"""Look at any pictures, not only a run's: what hands they show, and which gestures those make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from toolkit.errors import BadInput, JudgeError
from toolkit.hands.pose import Side
from toolkit.judging.decide import decide, standing_cost
from toolkit.judging.judge import HandJudge, Pixels
from toolkit.judging.match import Match, score_of
from toolkit.judging.reading import Reading
from toolkit.rating.verdicts import Outcome
from toolkit.vocabulary.entries import Gesture

SHOWN = 5
CONSIDERED = 60
# A gesture of one hand leaves the second hand of a picture unexplained.
LEFT_OVER_COST = 6.0
MAX_PIXELS = 64_000_000
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")


@dataclass(frozen=True, kw_only=True)
class LookedAtHand:
    """One hand in a picture: its side, its likeliest gestures, and what differs from the best
    (or from the gesture expected), in words."""

    side: Side
    matches: tuple[Match, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the judge says of one picture.

    ``matches`` are the likeliest gestures of one and of two hands, best first. ``verdict`` is
    ``pass`` or ``fail`` where a gesture was expected; else ``unjudged`` (reason
    ``nothing_expected``); a file that cannot be read is ``unjudged`` too.
    """

    file: str
    hands: tuple[LookedAtHand, ...]
    matches: tuple[Match, ...]
    verdict: Outcome
    reason: str
    explanation: str


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
                verdict="unjudged",
                reason="unreadable",
                explanation=str(error),
            )
            continue
        yield _look(str(file), judge, pixels, expected)


def read_picture(file: Path) -> Pixels:
    """A picture file as (H, W, 3) uint8 RGB, turned as its EXIF says.

    Raises:
        BadInput: there is no such file.
        JudgeError: it is no picture, or one of over 64 megapixels.
    """
    from PIL import ImageOps

    if not file.is_file():
        raise BadInput(f"There is no picture {file}.", hint="Check the path.")
    try:
        with Image.open(file) as image:
            if image.width * image.height > MAX_PIXELS:
                raise JudgeError(
                    f"{file.name} has {image.width} x {image.height} pixels; "
                    f"at most {MAX_PIXELS:,} are looked at.",
                    hint="Make it smaller first.",
                )
            return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise JudgeError(
            f"{file.name} cannot be read as a picture.", hint=f"The decoder says: {error}"
        ) from error


def _look(file: str, judge: HandJudge, pixels: Pixels, expected: Gesture | None) -> Look:
    reading = judge.read(pixels, pairs=expected is None or expected.hands == 2)
    largest, matches = likeliest(reading, judge.vocabulary.gestures)
    hands = tuple(
        LookedAtHand(
            side=seen.side,
            matches=seen.matches[:SHOWN] if number else largest,
            reasons=_reasons(seen.matches, expected),
        )
        for number, seen in enumerate(reading.seen)
    )
    if expected is None:
        return Look(
            file=file,
            hands=hands,
            matches=matches,
            verdict="unjudged",
            reason="nothing_expected" if hands else "no_hand",
            explanation="No gesture was asked for." if hands else "No hand was found.",
        )
    answer = decide(reading, expected, judge.vocabulary.gestures)
    return Look(
        file=file,
        hands=hands,
        matches=matches,
        verdict=answer.outcome,
        reason=answer.reason,
        explanation=answer.explanation,
    )


def likeliest(
    reading: Reading, gestures: Mapping[str, Gesture]
) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """The best matches of the largest hand, and of one and two hands together.

    Thumb up and thumb down are one pose: how the hand stands weighs too.
    """
    single = [
        _dearer(match, match.rarity + standing_cost(reading, gestures[match.gesture]))
        for match in reading.matches[:CONSIDERED]
    ]
    single.sort(key=lambda match: match.cost)
    alone = [_dearer(match, LEFT_OVER_COST) for match in single] if reading.pairs else single
    together = sorted((*alone, *reading.pairs), key=lambda match: match.cost)
    return tuple(single[:SHOWN]), tuple(together[:SHOWN])


def _dearer(match: Match, more: float) -> Match:
    cost = match.cost + more
    return replace(match, cost=cost, score=score_of(cost))


def _reasons(matches: tuple[Match, ...], expected: Gesture | None) -> tuple[str, ...]:
    wanted = expected.id if expected is not None and expected.hands == 1 else matches[0].gesture
    return next(match.reasons for match in matches if match.gesture == wanted)
