"""Somebody's own prompt as a plan: mine against ours, with and without my negative, same seeds.

Three kinds of plan, by what the prompt holds. It names a gesture: its words stay, and in the place
of the gesture's stand mine, our plain phrase and our explicit one. It asks for a gesture that we
are told of but cannot find in it: the whole of it against two prompts of ours. It names none: the
words are put behind some gestures of ours, and left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.errors import BadInput, UnknownName
from toolkit.prompts.expand import phrase_text
from toolkit.suggesting.spotting import spot_gesture
from toolkit.vocabulary.entries import Language
from toolkit.vocabulary.vocabulary import Vocabulary

EXAMPLES = ("peace", "fist", "palm", "three")
SEEDS = 8
MAX_NAME = 60
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

Kind = Literal["phrase", "prompt", "words", "negative"]


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """A plan around somebody's words. ``gesture`` is the one found or named, "" for none;
    ``mine`` what of the prompt stands against ours, in ``language``."""

    kind: Kind
    gesture: str
    mine: str
    language: Language
    plan: dict[str, object]


def mine_against_ours(
    prompt: str,
    vocabulary: Vocabulary,
    *,
    negative: str = "",
    gesture: str = "",
    gestures: Sequence[str] = EXAMPLES,
    model: str | Sequence[str] | None = None,
    seeds: int = SEEDS,
) -> OwnWords:
    """A plan that compares ``prompt`` with our words; `load_plan` reads its ``plan``.

    Args:
        prompt: words of one's own: a whole prompt, a gesture's wording, or words for any hand.
        vocabulary: whose words are ours.
        negative: a negative prompt to be drawn with and without.
        gesture: the gesture's id, for a prompt in which it is not found.
        gestures: what words for any hand are tried on.
        model: one model or several; the plan's default when None.
        seeds: how many seeds every wording is drawn with.

    Raises:
        BadInput: neither a prompt nor a negative.
        UnknownName: a gesture that nobody knows.
    """
    said, against = " ".join(prompt.split()), " ".join(negative.split())
    if not said and not against:
        raise BadInput("There are no words to try.", hint="Write a prompt.", code="no_words_to_try")
    if gesture:
        vocabulary.gesture(gesture)
    spotted = spot_gesture(said, vocabulary) if said else None
    axes: dict[str, object] = {}
    lang: Language = "zh" if _CHINESE.search(said) else "en"
    if lang == "zh":
        axes["language"] = lang  # our words, too, in the language of theirs
    if against:
        axes["negative"] = ["none", {"text": against}]
    plan: dict[str, object] = {"name": _name(said or against), "axes": axes, "seeds": seeds}
    if model is not None:
        plan["model"] = model if isinstance(model, str) else list(model)
    if spotted is not None and gesture in ("", spotted.gesture):
        mine = said[spotted.start : spotted.end]
        before, after = said[: spotted.start], said[spotted.end :]
        plan["gestures"] = [spotted.gesture]
        plan["template"] = f"{_literal(before)}{{gesture}}{_literal(after)}"
        axes["phrase"] = [{"text": mine}, *_ours(spotted.gesture, mine, vocabulary, lang)]
        return OwnWords(kind="phrase", gesture=spotted.gesture, mine=mine, language=lang, plan=plan)
    if gesture and said:
        ours = vocabulary.gesture(gesture)
        own = {"name": _name(said), "text": _literal(said), "gesture": gesture}
        photo = "{}的照片" if lang == "zh" else "a photo of {}"
        plan["prompts"] = [own] + [
            {
                "name": choice,
                "text": photo.format(phrase_text(ours, choice, lang)),
                "gesture": gesture,
            }
            for choice in ("plain", "explicit")
        ]
        return OwnWords(kind="prompt", gesture=gesture, mine=said, language=lang, plan=plan)
    known = [id for id in gestures if id in vocabulary]
    if not known and not gesture:
        raise UnknownName("None of the gestures to try the words on is in the vocabulary.")
    plan["gestures"] = [gesture] if gesture else known
    if not said:
        return OwnWords(kind="negative", gesture=gesture, mine=against, language=lang, plan=plan)
    plan["template"] = (
        "{gesture}的照片，{words}" if lang == "zh" else "a photo of {gesture}, {words}"
    )
    axes["words"] = ["", {"text": said}]
    return OwnWords(kind="words", gesture="", mine=said, language=lang, plan=plan)


def _ours(gesture: str, mine: str, vocabulary: Vocabulary, lang: Language) -> list[str]:
    """Our plain and explicit phrase, without the one that mine is already."""
    entry = vocabulary.gesture(gesture)
    choices = ("plain", "explicit")
    return [each for each in choices if phrase_text(entry, each, lang).lower() != mine.lower()]


def _literal(text: str) -> str:
    """``text`` in a template: a brace of one's own is no slot."""
    return text.replace("{", "{{").replace("}", "}}")


def _name(said: str) -> str:
    """The plan's name: the words, without signs that a name cannot hold."""
    name = "".join(sign for sign in said if sign.isprintable() and sign not in "/\\")
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…"
