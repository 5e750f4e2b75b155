"""Why a picture passed or not, as a sentence of the reader's language.

Made from the reason and the details (codes with fields) that the judge gave. A code that is not
known here, from a judge of one's own or a newer version, is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from toolkit.rating.flaws import FLAW, flaw_of
from toolkit.rating.judged import JudgedCell
from toolkit.rating.verdicts import PARTS, Answer, Asked, Detail, Outcome, Verdict
from toolkit.ui.language.texts import TEXTS, Lang, say
from toolkit.vocabulary.entries import Gesture

# So many differences are said; the rest is not what decided.
SAID = 3
# What a verdict says in its own words, where there are any, says enough.
_OWN_WORDS = ("no_judge", "unreadable", "other")
_SEPARATOR: Mapping[Lang, str] = {"en": "; ", "zh": "；"}
_BECAUSE: Mapping[Lang, str] = {"en": ": ", "zh": "："}
_WORDS: Mapping[str, str] = {
    "digit": "digit.",
    "first": "digit.",
    "second": "digit.",
    "bent": "difference.bent.",
    "joint": "difference.joint.",
    "width": "difference.width.",
}
_WORDS_OF_CODE: Mapping[str, Mapping[str, str]] = {
    "finger": dict.fromkeys(("seen", "expected"), "difference.finger."),
    "thumb": dict.fromkeys(("seen", "expected"), "difference.thumb."),
    "thumb_place": {"seen": "difference.thumb."},
    "gap": dict.fromkeys(("seen", "expected"), "difference.gap."),
    "facing": {"seen": "difference.faces.", "expected": "difference.should_face."},
    "pointing": dict.fromkeys(("seen", "expected"), "difference.points."),
    FLAW: {"kind": "flaw."},
    PARTS: dict.fromkeys(("gesture", "form"), "difference.parts."),
}


def verdict_sentence(verdict: Verdict, gestures: Mapping[str, Gesture], lang: Lang) -> str:
    """Why ``verdict`` came out as it did; not escaped for HTML."""
    return _sentence(verdict, verdict.expected, gestures, lang)


def answer_sentence(
    answer: Answer, expected: str, gestures: Mapping[str, Gesture], lang: Lang
) -> str:
    """The same of a judge's answer about a picture of the gesture ``expected`` ("" for none)."""
    return _sentence(answer, expected, gestures, lang)


def first_picture_sentence(lang: Lang) -> str:
    """What is said beside the answer about a file that holds more pictures than one."""
    return say("looking.first_picture", lang)


def form_unsure_sentence(lang: Lang) -> str:
    """What is said beside the gesture about hands that may be malformed."""
    return say("looking.form_unsure", lang)


def outcome_words(outcome: Outcome, question: Asked, lang: Lang) -> str:
    """What ``outcome`` means as an answer to ``question``, in a few words."""
    key = f"verdict.{question}.{outcome}"
    return say(key if key in TEXTS else f"verdict.{outcome}", lang)


def judged_words(cell: JudgedCell, lang: Lang) -> str:
    """What was said of a picture in a few words; of both questions, which one decided."""
    asked: tuple[tuple[Asked, Outcome], ...] = (
        ("gesture", cell.gesture_outcome),
        ("form", cell.form_outcome),
    )
    deciding: list[Asked] = [question for question, outcome in asked if outcome == cell.outcome]
    if cell.of != "both" or cell.outcome == "pass" or not deciding:
        return outcome_words(cell.outcome, cell.of, lang)
    if cell.outcome == "fail":
        each = [outcome_words("fail", question, lang) for question in deciding]
    else:
        verdict = outcome_words(cell.outcome, "both", lang)
        names = [say(f"asked.{question}", lang) for question in deciding]
        each = [say("verdict.about", lang, question=name, verdict=verdict) for name in names]
    return _SEPARATOR[lang].join(each)


def difference_clause(detail: Detail, lang: Lang) -> str:
    """One difference as a clause without a full stop."""
    values = detail.values()
    if detail.code == "text":
        return str(values.get("text", ""))
    if flaw_of(detail) is not None:
        values["score"] = f"{float(values['score']):.2f}"
    hand = values.pop("hand", "")
    words = {name: _word(detail.code, name, str(value), lang) for name, value in values.items()}
    try:
        clause = say(f"difference.{detail.code}", lang, **words)
    except KeyError:  # a code or a field that no text here has
        named = ", ".join(f"{name} {value}" for name, value in values.items())
        clause = f"{detail.code} ({named})" if named else detail.code
    key = f"difference.of_hand.{hand}"
    return say(key, lang, difference=clause) if key in TEXTS else clause


def _word(code: str, name: str, value: str, lang: Lang) -> str:
    start = _WORDS_OF_CODE.get(code, {}).get(name) or _WORDS.get(name, "")
    return say(start + value, lang) if start and start + value in TEXTS else value


def _sentence(
    said: Answer | Verdict, expected: str, gestures: Mapping[str, Gesture], lang: Lang
) -> str:
    if said.reason in _OWN_WORDS and said.details:
        return _own_words(said.details, lang)
    differences = _SEPARATOR[lang].join(
        difference_clause(each, lang) for each in said.details[:SAID]
    )
    because = _BECAUSE[lang] + differences if differences else ""
    return say(
        f"reason.{said.reason}",
        lang,
        expected=_name(expected, gestures, lang),
        best=_name(said.best_match, gestures, lang),
        number="–" if said.number is None else f"{said.number:.4g}",
        because=because,
        differences=differences or say("reason.direction", lang),
    )


def _own_words(details: Iterable[Detail], lang: Lang) -> str:
    return _SEPARATOR[lang].join(difference_clause(each, lang) for each in details)


def _name(id: str, gestures: Mapping[str, Gesture], lang: Lang) -> str:
    gesture = gestures.get(id)
    if gesture is None:
        return id
    return gesture.name.en if lang == "en" else f"“{gesture.name.zh}”"
