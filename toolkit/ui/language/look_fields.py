"""What the judges say of any picture as a JSON object: of `gesture judge --json` and of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit.rating.verdicts import Answer, detail_json
from toolkit.ui.language.verdict_sentences import (
    answer_sentence,
    difference_clause,
    first_picture_sentence,
)
from toolkit.vocabulary.entries import Gesture

if TYPE_CHECKING:
    from toolkit.judging.form.hand_form import HandForm
    from toolkit.judging.gesture.match import Match
    from toolkit.judging.looking.files import Look


def look_fields(one: Look, gestures: Mapping[str, Gesture]) -> dict[str, Any]:
    """``one`` as JSON; the sentences are English."""
    return {
        "file": one.file,
        "hands": [
            {
                "side": hand.side,
                "box": list(hand.box),
                "matches": [_match(match) for match in hand.matches],
                "reasons": [difference_clause(each, "en") for each in hand.differences],
                "differences": [detail_json(each) for each in hand.differences],
                "form": _hand_form(hand.form) if hand.form is not None else None,
            }
            for hand in one.hands
        ],
        "matches": [_match(match) for match in one.matches],
        "verdict": one.answer.outcome,
        "reason": one.answer.reason,
        "explanation": explanation(one, gestures),
        "details": [detail_json(each) for each in one.answer.details],
        "form": _form(one.form, gestures) if one.form is not None else None,
    }


def _form(answer: Answer, gestures: Mapping[str, Gesture]) -> dict[str, Any]:
    return {
        "verdict": answer.outcome,
        "reason": answer.reason,
        "explanation": answer_sentence(answer, "", gestures, "en"),
    }


def _hand_form(form: HandForm) -> dict[str, Any]:
    return {
        "verdict": form.outcome,
        "code": form.reason,
        "score": form.score,
        "flaws": [
            {"kind": flaw.kind, "score": flaw.score, "x": flaw.x, "y": flaw.y}
            for flaw in form.flaws
        ],
        "tips": form.tips,
    }


def _match(match: Match) -> dict[str, Any]:
    return {"id": match.gesture, "score": round(match.score, 4)}


def explanation(one: Look, gestures: Mapping[str, Gesture]) -> str:
    """Why the verdict is what it is, in English."""
    said = answer_sentence(one.answer, one.expected, gestures, "en")
    return f"{said} {first_picture_sentence('en')}" if one.animated else said
