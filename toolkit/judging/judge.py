"""Judges: pictures in, answers out. What a judge is, and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from toolkit.decoding.pixels import Pixels
from toolkit.errors import BadInput, shown
from toolkit.rating.verdicts import QUESTIONS, Answer, Asked

HAND_LANDMARKS, FORM = "hand-landmarks", "form"
"""The names of the two judges of our own."""


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
