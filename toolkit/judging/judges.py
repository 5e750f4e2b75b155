"""The built-in judges by name, how they are opened, and one that stands in where one cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol, final

from toolkit.decoding.pixels import Pixels
from toolkit.documents.near_names import near
from toolkit.errors import BadInput, JudgeError, UnknownName, shown
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.judge import FORM, HAND_LANDMARKS, Judge, Question
from toolkit.judging.scorers.clip_score import CLIP_SCORE, ClipScoreJudge
from toolkit.judging.scorers.vlm import VLM, VLM_GESTURE, VlmJudge, open_vlm_gesture
from toolkit.rating.verdicts import Answer, Asked, text_detail
from toolkit.vocabulary.vocabulary import Vocabulary


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
