"""The gesture judge: does a hand's shape, by its 21 landmarks, show the gesture asked for?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, final

from PIL.Image import Image as Picture

from toolkit.decoding.pixels import Pixels, as_pixels, scaled_down
from toolkit.errors import UnknownName, shown
from toolkit.judging.finding import every_hand
from toolkit.judging.finding.landmarker import HandLandmarker
from toolkit.judging.gesture import match
from toolkit.judging.gesture.decide import decide
from toolkit.judging.gesture.likeliest import any_hand
from toolkit.judging.gesture.match import Matcher
from toolkit.judging.gesture.pairs import PairMatcher
from toolkit.judging.gesture.reading import Reading, enlarged_reading, read_hands
from toolkit.judging.judge import HAND_LANDMARKS, Question
from toolkit.rating.verdicts import Answer, Asked
from toolkit.vocabulary.any_hand import ANY
from toolkit.vocabulary.entries import Gesture, SceneWord
from toolkit.vocabulary.vocabulary import Vocabulary

Which = Literal["any", "largest", "all"]


@final
class HandJudge:
    """Judges by the hand's 21 landmarks; a context manager, not for two threads at once."""

    name = HAND_LANDMARKS
    question: Asked = "gesture"

    def __init__(
        self, landmarker: HandLandmarker, vocabulary: Vocabulary, *, which: Which = "any"
    ) -> None:
        """Judge with an opened landmarker; `open` does both steps.

        ``which`` of a picture's hands must show a gesture of one hand: any of those that are
        large enough beside the largest, the largest, or all of them.
        """
        self.which = which
        self._landmarker = landmarker
        self._gestures = vocabulary.gestures
        self._views = {word.id: word for word in vocabulary.scene("view")}
        self._matcher = Matcher(self._gestures.values())
        self._pairs = PairMatcher(self._gestures.values())
        self.vocabulary = vocabulary
        self.version = (
            f"{landmarker.version}-{match.VERSION}.{every_hand.VERSION}-"
            f"{_poses_hash(self._gestures.values())}"
        )

    @classmethod
    def open(
        cls,
        vocabulary: Vocabulary,
        *,
        path: Path | None = None,
        fetch: bool = True,
        on_message: Callable[[str], None] | None = None,
    ) -> HandJudge:
        """Open the judge with the model file of this machine, fetched when there is none.

        Args:
            vocabulary: whose gestures are told apart.
            path: a model file to take instead of the one that is looked for.
            fetch: whether the package index may be asked for a missing model file.
            on_message: told what goes on while something is fetched.

        Raises:
            JudgeError: no model file, or a damaged one; the message says what mends it.
        """
        return cls(HandLandmarker.open(path, fetch=fetch, on_message=on_message), vocabulary)

    def __enter__(self) -> HandJudge:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the landmarker; a second call does nothing."""
        self._landmarker.close()

    def read(self, picture: Pixels | Picture, *, pairs: bool = True) -> Reading:
        """What is in ``picture``, (H, W, 3) uint8 RGB or PIL: hands, side, every gesture's score.

        With ``pairs`` a picture in which one hand is found is looked at up to four times more for
        a second that touches it, each time as long again.

        Raises:
            JudgeError: the picture is refused; see `as_pixels`.
        """
        looked_at = scaled_down(as_pixels(picture))
        pixels = looked_at.pixels
        hands = every_hand.every_hand(pixels, self._landmarker)
        if pairs and len(hands) == 1:
            hands += self._landmarker.detect_beside(pixels, hands[0])
        reading = read_hands(hands, self._matcher, self._pairs)
        return enlarged_reading(reading, looked_at.scale)

    def answer(self, picture: Pixels | Picture, question: Question) -> Answer:
        """Does ``picture`` show the expected gesture, as seen from the question's view?

        A view that the vocabulary does not have counts as none.

        Raises:
            UnknownName: the vocabulary has no gesture of that id.
            JudgeError: the picture is refused; see `as_pixels`.
        """
        if question.expected != ANY and question.expected not in self._gestures:
            raise not_here(question.expected)
        gesture = self.vocabulary.gesture(question.expected)
        reading = self.read(picture, pairs=gesture.hands == 2)
        return self.decided(reading, gesture, self._views.get(question.view))

    def decided(self, reading: Reading, gesture: Gesture, view: SceneWord | None = None) -> Answer:
        """Whether what was read shows ``gesture``: what the hands that count say; see `which`."""
        if gesture.id == ANY:
            return any_hand(reading, self._gestures)
        largest = decide(reading, gesture, self._gestures, view=view)
        if self.which == "largest" or gesture.hands == 2 or len(reading.seen) < 2:
            return largest
        wanted = "pass" if self.which == "any" else "fail"
        answers = (decide(each, gesture, self._gestures, view=view) for each in reading.by_hand())
        return next((answer for answer in answers if answer.outcome == wanted), largest)


def not_here(gesture: str) -> UnknownName:
    """The error of a gesture that a picture should show and no vocabulary here knows."""
    return UnknownName(
        f"The gesture {shown(gesture)} is in no vocabulary here; give --vocab DIR.",
        code="gesture_not_here",
        fields={"got": gesture},
    )


def _poses_hash(gestures: Iterable[Gesture]) -> str:
    """Six hex digits of all that the judge reads of the vocabulary."""
    text = "\n".join(
        f"{g.id} {g.pose!r} {g.other!r} {g.facing} {g.pointing} {sorted(g.twins)}" for g in gestures
    )
    return hashlib.sha256(text.encode()).hexdigest()[:6]
