"""Look at any pictures, not only a run's: what hands they show, which gestures those make, and
whether they are well formed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.decoding.pixels import DecodedPicture, decode_picture
from toolkit.errors import GestureError
from toolkit.hands.pose import Side
from toolkit.judging.form.hand_form import HandForm, enlarged_form, picture_answer
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.gesture.likeliest import SHOWN, likeliest
from toolkit.judging.gesture.match import Match
from toolkit.judging.gesture.reading import Reading, enlarged_reading
from toolkit.rating.verdicts import Answer, Detail, text_detail
from toolkit.vocabulary.entries import Gesture

if TYPE_CHECKING:  # it brings a network, which the gesture alone does not need
    from toolkit.judging.form.judge import FormJudge

SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"),
    *(".gif", ".avif", ".jp2"),
)


@dataclass(frozen=True, kw_only=True)
class LookedAtHand:
    """One hand in a picture: its side, its likeliest gestures, and what differs from the best
    (or from the gesture expected).

    ``box`` is left, top, right, bottom about its joints; ``form`` is None where nobody asked."""

    side: Side
    matches: tuple[Match, ...]
    differences: tuple[Detail, ...]
    box: tuple[float, float, float, float]
    form: HandForm | None = None


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the judges say of one picture.

    ``matches`` are the likeliest gestures of one and of two hands, best first. ``answer`` is
    ``pass`` or ``fail`` where a gesture was ``expected``; else ``unjudged`` (reason
    ``nothing_expected`` or ``no_hand``); a file that cannot be read is ``unjudged`` too. ``form``
    answers whether the hands are well formed, None where nobody asked. Of an ``animated`` file the
    first picture was looked at. Places are in the file's own pixels.
    """

    file: str
    hands: tuple[LookedAtHand, ...]
    matches: tuple[Match, ...]
    expected: str
    answer: Answer
    form: Answer | None = None
    animated: bool = False


def look_at_files(
    files: Iterable[Path],
    judge: HandJudge,
    form_judge: FormJudge | None = None,
    *,
    expect: str | None = None,
) -> Iterator[Look]:
    """Look at each picture file, in order, in this process; at its hands' form as well where there
    is a ``form_judge``.

    A file may be damaged so that its decoder ends the process: those of strangers are for
    `toolkit.judging.looking.file_workers.look_in_workers`.

    Raises:
        UnknownName: the vocabulary has no gesture called ``expect``.
    """
    expected = judge.vocabulary.gesture(expect) if expect else None
    for file in files:
        yield look_at_file(file, judge, expected, form_judge)


def look_at_file(
    file: Path,
    judge: HandJudge,
    expected: Gesture | None = None,
    form_judge: FormJudge | None = None,
) -> Look:
    """What the judges say of one picture file; ``unjudged`` where it cannot be read.

    Hands are found once: the form is judged of those that ``judge`` reads.
    """
    try:
        picture = decode_picture(file)
    except GestureError as error:
        answer = Answer(outcome="unjudged", reason="unreadable", details=(text_detail(str(error)),))
        expect = expected.id if expected is not None else ""
        return not_looked_at(file, expect, answer, form=form_judge is not None)
    return _look(str(file), judge, form_judge, picture, expected)


def not_looked_at(file: Path, expect: str, answer: Answer, *, form: bool = False) -> Look:
    """The look of a file that nobody could look at, with the ``answer`` that says why.

    It answers the question ``form`` too, where that was asked.
    """
    return Look(
        file=str(file),
        hands=(),
        matches=(),
        expected=expect,
        answer=answer,
        form=answer if form else None,
    )


def _look(
    file: str,
    judge: HandJudge,
    form_judge: FormJudge | None,
    picture: DecodedPicture,
    expected: Gesture | None,
) -> Look:
    pairs = expected is None or expected.hands == 2
    small = judge.read(picture.pixels, pairs=pairs)
    forms = _forms(form_judge, picture, small)
    reading = enlarged_reading(small, picture.scale)
    largest, matches = likeliest(reading, judge.vocabulary.gestures)
    hands = tuple(
        LookedAtHand(
            side=seen.side,
            matches=seen.matches[:SHOWN] if number else largest,
            differences=_differences(seen.matches, expected),
            box=seen.hand.box,
            form=forms[number] if forms is not None else None,
        )
        for number, seen in enumerate(reading.seen)
    )
    if expected is not None:
        answer = judge.decided(reading, expected)
    else:
        answer = Answer(outcome="unjudged", reason="nothing_expected" if hands else "no_hand")
    return Look(
        file=file,
        hands=hands,
        matches=matches,
        expected=expected.id if expected is not None else "",
        answer=answer,
        form=picture_answer(forms) if forms is not None else None,
        animated=picture.animated,
    )


def _forms(
    form_judge: FormJudge | None, picture: DecodedPicture, reading: Reading
) -> tuple[HandForm, ...] | None:
    """The form of each hand of ``reading``, which is of the picture as it was decoded."""
    if form_judge is None:
        return None
    forms = form_judge.forms(picture.pixels, [seen.hand for seen in reading.seen])
    return tuple(enlarged_form(form, picture.scale) for form in forms)


def _differences(matches: tuple[Match, ...], expected: Gesture | None) -> tuple[Detail, ...]:
    wanted = expected.id if expected is not None and expected.hands == 1 else matches[0].gesture
    return next(match.differences for match in matches if match.gesture == wanted)
