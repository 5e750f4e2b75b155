"""Why a picture was not added, in one sentence of the reader's language."""

from __future__ import annotations

from toolkit.store.adding.report import Refusal
from toolkit.ui.language.texts import Lang, number, say

COUNTED = ("most", "width", "height")


def refusal_sentence(refusal: Refusal, lang: Lang) -> str:
    """``refusal`` in ``lang``; not escaped for HTML."""
    fields = {
        name: number(int(value)) if name in COUNTED and value.isdigit() else value
        for name, value in refusal.fields
    }
    return say(f"refusal.{refusal.code}", lang, **{"reason": "–", **fields, "name": refusal.name})
