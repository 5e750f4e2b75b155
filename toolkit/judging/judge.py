"""Judges: pictures in, answers out. The protocol, the built-in judges, and one for "none here"."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, final

from PIL.Image import Image as Picture

from toolkit.documents.near_names import near
from toolkit.errors import BadInput, JudgeError, UnknownName, shown
from toolkit.judging import every_hand, match
from toolkit.judging.decide import decide
from toolkit.judging.file_pixels import enlarged_reading
from toolkit.judging.landmarker import HandLandmarker
from toolkit.judging.likeliest import any_hand
from toolkit.judging.match import Matcher
from toolkit.judging.pairs import PairMatcher
from toolkit.judging.pixels import Pixels, as_pixels, scaled_down
from toolkit.judging.reading import Reading, read_hands
from toolkit.judging.scorers.clip_score import CLIP_SCORE, ClipScoreJudge
from toolkit.judging.scorers.vlm import VLM, VLM_GESTURE, VlmJudge, open_vlm_gesture
from toolkit.rating.verdicts import QUESTIONS, Answer, Asked, text_detail
from toolkit.vocabulary.any_hand import ANY
from toolkit.vocabulary.entries import Gesture, SceneWord
from toolkit.vocabulary.vocabulary import Vocabulary

HAND_LANDMARKS = "hand-landmarks"
FORM = "form"
Which = Literal["any", "largest", "all"]


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a judge is asked about one picture.

    Args:
        expected: the id of the gesture that the picture should show.
        view: the id of the view word it was drawn with; "" for none.
        request_hash: which picture of the store it is; "" for one from elsewhere.
    """

    expected: str
    view: str = ""
    request_hash: str = ""


class Judge(Protocol):
    """Whoever can look at a picture. Any class with these three will do.

    ``name`` is what verdicts are kept under, ``version`` changes whenever answers may. A judge that
    answers another question than ``gesture`` says so in an attribute ``question`` (`question_of`).
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def answer(self, picture: Pixels, question: Question) -> Answer:
        """Does ``picture`` (H, W, 3) uint8 RGB show what ``question`` expects?"""
        ...


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


@final
class NoJudge:
    """Stands in for a judge that cannot be opened: every picture is unjudged, and says why."""

    version = "none"

    def __init__(
        self, why: JudgeError, name: str = HAND_LANDMARKS, question: Asked = "gesture"
    ) -> None:
        """Remember what went wrong, whose place this takes, and which question it would answer."""
        self.why = why
        self.name = name
        self.question: Asked = question

    def __enter__(self) -> NoJudge:
        return self

    def __exit__(self, *_exception: object) -> None:
        return None

    def answer(self, picture: Pixels, question: Question) -> Answer:
        """``unjudged``, reason ``no_judge``, with the command that mends it."""
        del picture, question
        return Answer(outcome="unjudged", reason="no_judge", details=(text_detail(str(self.why)),))


class OpenJudge(Protocol):
    """How a built-in judge is opened; raises `JudgeError` where something is missing."""

    def __call__(
        self,
        vocabulary: Vocabulary,
        *,
        fetch: bool = True,
        on_message: Callable[[str], None] | None = None,
    ) -> AbstractContextManager[Judge]: ...


class OpenModelJudge(Protocol):
    """How a judge is opened that is somebody's model: by a folder or a hub id, "" for its usual."""

    def __call__(
        self,
        vocabulary: Vocabulary,
        *,
        model: str = "",
        fetch: bool = True,
        on_message: Callable[[str], None] | None = None,
    ) -> AbstractContextManager[Judge]: ...


MODEL_JUDGES: Mapping[str, OpenModelJudge] = {
    CLIP_SCORE: ClipScoreJudge.open,
    VLM: VlmJudge.open,
    VLM_GESTURE: open_vlm_gesture,
}
"""The built-in judges that take a model: ``NAME:MODEL``."""


def open_form(
    vocabulary: Vocabulary | None = None,
    *,
    fetch: bool = True,
    on_message: Callable[[str], None] | None = None,
) -> AbstractContextManager[Judge]:
    """The form judge, which needs no vocabulary; its network is imported when it is opened."""
    from toolkit.judging.form.judge import FormJudge

    return FormJudge.open(vocabulary, fetch=fetch, on_message=on_message)


JUDGES: Mapping[str, OpenJudge] = {
    HAND_LANDMARKS: HandJudge.open,
    FORM: open_form,
    **MODEL_JUDGES,
}
"""The built-in judges by name: each looks at any picture of a run."""

DEFAULT_JUDGES = (HAND_LANDMARKS, FORM)
"""Who judges where nobody is named: is it the gesture, and are its hands well formed?"""

QUESTIONS_OF_JUDGES: Mapping[str, Asked] = {
    HAND_LANDMARKS: "gesture",
    FORM: "form",
    CLIP_SCORE: "number",
    VLM: "form",
    VLM_GESTURE: "gesture",
}
"""What each built-in judge answers, for when it cannot be opened."""

SHORT_NAMES: Mapping[str, str] = {"hand": HAND_LANDMARKS}
"""What a judge may be called on the command line, beside its name."""


def question_of(judge: Judge) -> Asked:
    """Which question ``judge`` answers: its ``question``, ``gesture`` where it has none.

    Raises `BadInput` for a question that there is not.
    """
    question = getattr(judge, "question", "gesture")
    if question not in QUESTIONS:
        raise BadInput(
            f"The judge {shown(judge.name)} answers the question {shown(question)}; expected one "
            f"of {', '.join(QUESTIONS)}.",
            hint="Give the judge's class another `question`.",
        )
    return question


def full_name(name: str) -> str:
    """The judge's own name, where ``name`` is a short one; a model after a colon stays."""
    first, colon, model = name.partition(":")
    return SHORT_NAMES.get(first, first) + colon + model


def name_and_model(name: str) -> tuple[str, str]:
    """``NAME:MODEL`` as the built-in judge's own name and the model, "" where none is given.

    Raises:
        UnknownName: there is no built-in judge of that name.
        BadInput: a model for a judge that takes none, or a colon and none.
    """
    given, colon, model = name.partition(":")
    first = full_name(given)
    if first not in JUDGES:
        raise UnknownName(
            f"There is no judge {shown(given)}; there is {', '.join(JUDGES)}.",
            hint=near(given, [*JUDGES, *SHORT_NAMES]),
        )
    if colon and not (model and first in MODEL_JUDGES):
        raise BadInput(
            f"The judge is given as {shown(name)}; expected a folder or a hub id after the colon, "
            f"and one of {', '.join(MODEL_JUDGES)} before it.",
        )
    return first, model


def open_judge(
    vocabulary: Vocabulary,
    name: str = HAND_LANDMARKS,
    *,
    fetch: bool = True,
    on_message: Callable[[str], None] | None = None,
) -> AbstractContextManager[Judge]:
    """The built-in judge ``name``, or `NoJudge` with the reason when it cannot be opened.

    ``name`` may name a model too, ``NAME:MODEL`` with a folder or a hub id.

    Raises:
        UnknownName: there is no built-in judge of that name.
        BadInput: a model for a judge that takes none, or one that is neither folder nor hub id.
    """
    name, model = name_and_model(name)
    try:
        if name in MODEL_JUDGES:
            return MODEL_JUDGES[name](vocabulary, model=model, fetch=fetch, on_message=on_message)
        return JUDGES[name](vocabulary, fetch=fetch, on_message=on_message)
    except JudgeError as error:
        return NoJudge(error, name, QUESTIONS_OF_JUDGES.get(name, "gesture"))


@contextmanager
def open_judges(
    vocabulary: Vocabulary,
    names: Iterable[str] = DEFAULT_JUDGES,
    *,
    fetch: bool = True,
    on_message: Callable[[str], None] | None = None,
) -> Iterator[tuple[Judge, ...]]:
    """Several built-in judges at once, for `judge_run`, each as `open_judge` opens it; all are
    closed at the end."""
    with ExitStack() as opened:
        yield tuple(
            opened.enter_context(open_judge(vocabulary, name, fetch=fetch, on_message=on_message))
            for name in names
        )


def check_judges(names: Iterable[str]) -> None:
    """Raise as `name_and_model` for each, and `BadInput` where one has two models at once."""
    seen: set[str] = set()
    for name in names:
        first, _ = name_and_model(name)
        if first in seen:
            raise BadInput(
                f"The judge {shown(first)} is named twice; the second's verdicts would replace the "
                "first's.",
                hint="Judge with one model, look at the yields, then with the other.",
            )
        seen.add(first)


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
