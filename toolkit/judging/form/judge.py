"""The form judge: are all hands of a picture that are large enough well formed?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import final

from PIL.Image import Image as Picture

from toolkit.decoding.pixels import Pixels, as_pixels, scaled_down
from toolkit.judging.finding import every_hand
from toolkit.judging.finding.landmarker import DetectedHand, HandLandmarker
from toolkit.judging.finding.model_file import model_file, model_version
from toolkit.judging.form import evidence
from toolkit.judging.form.crop import crop_hand
from toolkit.judging.form.evidence import form_of, too_small
from toolkit.judging.form.hand_form import HandForm, enlarged_form, picture_answer
from toolkit.judging.form.reader import FormReader
from toolkit.judging.judge import FORM, Question
from toolkit.rating.verdicts import Answer, Asked
from toolkit.vocabulary.vocabulary import Vocabulary


def version_here() -> str:
    """The version that `FormJudge.open` would give here, without opening the landmarker.

    Raises:
        JudgeError: no landmark model, which is not fetched for it, or a damaged file.
    """
    return _version(model_version(model_file(fetch=False)), FormReader.open().version)


def _version(landmarks: str, reader: str) -> str:
    return f"{landmarks}-{reader}-{evidence.VERSION}.{every_hand.VERSION}"


@final
class FormJudge:
    """Reads every hand's crop with the form reader; not for two threads at once."""

    name = FORM
    question: Asked = "form"

    def __init__(self, landmarker: HandLandmarker, reader: FormReader) -> None:
        """Judge with an opened landmarker and reader; `open` does both steps."""
        self._landmarker = landmarker
        self._reader = reader
        self.version = _version(landmarker.version, reader.version)

    @classmethod
    def open(
        cls,
        vocabulary: Vocabulary | None = None,
        *,
        path: Path | None = None,
        fetch: bool = True,
        on_message: Callable[[str], None] | None = None,
    ) -> FormJudge:
        """Open the judge with this machine's landmark model, fetched when there is none.

        Args:
            vocabulary: not needed: form is asked of any gesture.
            path: a model file to take instead of the one that is looked for.
            fetch: whether the package index may be asked for a missing model file.
            on_message: told what goes on while something is fetched.

        Raises:
            JudgeError: no model file, or a damaged one; the message says what mends it.
        """
        del vocabulary
        reader = FormReader.open()
        return cls(HandLandmarker.open(path, fetch=fetch, on_message=on_message), reader)

    def __enter__(self) -> FormJudge:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the landmarker; a second call does nothing."""
        self._landmarker.close()

    def hands(self, picture: Pixels | Picture) -> tuple[HandForm, ...]:
        """The form of every hand in ``picture``, (H, W, 3) uint8 RGB or PIL, largest first.

        Raises:
            JudgeError: the picture is refused; see `as_pixels`.
        """
        looked_at = scaled_down(as_pixels(picture))
        hands = every_hand.every_hand(looked_at.pixels, self._landmarker)
        forms = self.forms(looked_at.pixels, hands)
        return tuple(enlarged_form(form, looked_at.scale) for form in forms)

    def forms(self, pixels: Pixels, hands: Iterable[DetectedHand]) -> tuple[HandForm, ...]:
        """The form of each of the ``hands`` that somebody found in ``pixels``, in their order."""
        return tuple(
            too_small(hand)
            or form_of(hand, self._reader.read(crop_hand(pixels, hand)), number=number)
            for number, hand in enumerate(hands)
        )

    def answer(self, picture: Pixels | Picture, question: Question) -> Answer:
        """Are the hands well formed, whatever ``question`` expects them to do?

        One flawed hand fails the picture, one that is unsure leaves it unsure; hands that are too
        small to judge do not count, unless there is no other.

        Raises:
            JudgeError: the picture is refused; see `as_pixels`.
        """
        del question
        return picture_answer(self.hands(picture))
