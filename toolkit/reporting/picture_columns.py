"""The pictures of a report as columns: one number a picture in each, texts kept once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

from toolkit.axes import AXES
from toolkit.prompts.literals import literal_words
from toolkit.rating import JudgedCell, Outcome
from toolkit.reporting.numbered import Numbered
from toolkit.reporting.run_facts import PERSON, RunFacts
from toolkit.reporting.words import Languages, in_each
from toolkit.sweeps import GenerationRequest

NAME_DIGITS = 20
"""So many hex digits of its hash name a picture's files; of 20,000 no two share them."""

VARIANT = "*variant"
"""The axis of all that varies at once, beside gesture and seed; no plan can name one so."""

_CODES: Mapping[Outcome, str] = {
    "pass": "p",
    "fail": "f",
    "unsure": "u",
    "unjudged": "j",
    "measured": "m",
}

Columns = dict[str, object]


def picture_name(request_hash: str) -> str:
    """What a picture's files in the report are called, without their endings."""
    return request_hash[:NAME_DIGITS]


def axis_columns(facts: RunFacts, languages: Languages) -> list[Columns]:
    """Every axis with its values, in the run's order, in all languages, and a number a picture.

    Gesture comes first, then what varies, what is the same everywhere, and the seed; an axis
    `VARIANT` is added where several vary.
    """
    named = dict.fromkeys(axis for cell in facts.judged for axis, _ in cell.values)
    varying = facts.varying
    fixed = [axis for axis in named if axis not in (*varying, "gesture", "seed")]
    axes = [
        _axis(axis, [_value(cell, axis) for cell in facts.judged], languages)
        for axis in ("gesture", *varying, *fixed, "seed")
    ]
    if len(varying) > 1:
        axes.insert(1 + len(varying), _variants(facts, varying, languages))
    return axes


def _axis(axis: str, values: list[str], languages: Languages) -> Columns:
    seen: Numbered[str] = Numbered()
    at = [seen.number(value) for value in values]
    if axis == "seed":
        order = sorted(range(len(seen.values)), key=lambda n: _seed_key(seen.values[n]))
        place = {old: new for new, old in enumerate(order)}
        at = [place[n] for n in at]
        known = [seen.values[n] for n in order]
    else:
        known = seen.values
    return {
        "name": axis,
        "names": in_each(languages, lambda words: words.axis(axis)),
        "values": known,
        "words": {
            code: [words.value(axis, value) for value in known] for code, words in languages.items()
        },
        "labels": {
            code: [words.label(axis, value) for value in known] for code, words in languages.items()
        },
        "own": [n for n, value in enumerate(known) if _is_own(axis, value)],
        "at": at,
    }


def _is_own(axis: str, value: str) -> bool:
    """Whether ``value`` is in words of the plan's own, not an entry of a vocabulary."""
    if axis not in AXES:
        return bool(literal_words(value, ids=False))
    return AXES[axis].kind in ("phrase", "scene", "words") and bool(literal_words(value, ids=True))


def _seed_key(seed: str) -> tuple[bool, int, str]:
    number = seed.removeprefix("no. ")
    return seed != number, int(number) if number.isdigit() else 0, seed


def _variants(facts: RunFacts, varying: tuple[str, ...], languages: Languages) -> Columns:
    seen: Numbered[tuple[str, ...]] = Numbered()
    at = [seen.number(tuple(_value(cell, axis) for axis in varying)) for cell in facts.judged]
    labels = {
        code: [
            words.page["comma"].join(
                words.label(axis, value)
                for axis, value in zip(varying, values, strict=True)
                if value
            )
            for values in seen.values
        ]
        for code, words in languages.items()
    }
    return {
        "name": VARIANT,
        "names": in_each(languages, lambda words: words.page["variant"]),
        "values": [
            " ".join(f"{axis}={value}" for axis, value in zip(varying, values, strict=True))
            for values in seen.values
        ],
        "words": labels,
        "labels": labels,
        "own": [],
        "at": at,
    }


def _value(cell: JudgedCell, axis: str) -> str:
    """The value on ``axis``, "" where the picture's sweep has no such axis."""
    try:
        return cell.value(axis)
    except KeyError:
        return ""


def picture_columns(
    facts: RunFacts,
    languages: Languages,
    files: Mapping[str, Path],
    lost: Collection[str],
) -> Columns:
    """The pictures: name and ending of the file, outcomes, prompt, negative, settings, verdicts.

    ``files`` are their full pictures' by hash, empty where the report has none; ``lost`` are those
    that cannot be read.
    """
    prompts: Numbered[str] = Numbered()
    settings: Numbered[tuple[tuple[str, str], ...]] = Numbered()
    endings: Numbered[str] = Numbered()
    judges: Numbered[str] = Numbered()
    sentences: Numbered[tuple[str, ...]] = Numbered()
    said: dict[tuple[str, str], list[list[object]]] = defaultdict(list)
    for verdict in facts.verdicts:
        who = "person" if verdict.judge.startswith(PERSON) else verdict.judge
        words = tuple(words.sentence(verdict) for words in languages.values())
        told = [judges.number(who), sentences.number(words), _CODES[verdict.outcome]]
        said[verdict.request_hash, verdict.expected].append([*told, verdict.question])
    requests = [facts.requests.get(cell.request_hash) for cell in facts.judged]
    return {
        "file": [picture_name(cell.request_hash) for cell in facts.judged],
        "ending": [
            endings.number(files[cell.request_hash].suffix) if cell.request_hash in files else -1
            for cell in facts.judged
        ],
        "endings": endings.values,
        "lost": [n for n, cell in enumerate(facts.judged) if cell.request_hash in lost],
        "outcome": "".join(_CODES[cell.outcome] for cell in facts.judged),
        "gesture": "".join(_CODES[cell.gesture_outcome] for cell in facts.judged),
        "form": "".join(_CODES[cell.form_outcome] for cell in facts.judged),
        "prompt": [prompts.number(each.prompt if each else "") for each in requests],
        "negative": [prompts.number(each.negative if each else "") for each in requests],
        "prompts": prompts.values,
        "setting": [
            settings.number(_settings(each, cell))
            for each, cell in zip(requests, facts.judged, strict=True)
        ],
        "settings": [[list(pair) for pair in each] for each in settings.values],
        "said": [said.get((cell.request_hash, cell.gesture), []) for cell in facts.judged],
        "judges": judges.values,
        "sentences": [dict(zip(languages, each, strict=True)) for each in sentences.values],
    }


def _settings(request: GenerationRequest | None, cell: JudgedCell) -> tuple[tuple[str, str], ...]:
    """What a recipe says beside words, seed and the cell's own values; keys are page texts."""
    if request is None:
        return ()
    model = "" if _value(cell, "model") == request.model else request.model
    if request.elsewhere is not None:
        rows = {
            "model": model,
            "program": request.elsewhere.program,
            "file": request.elsewhere.name,
        }
        return tuple((name, value) for name, value in rows.items() if value)
    rows = {
        "model": model,
        "revision": request.revision[:12],
        "sampler": request.scheduler,
        "steps": str(request.steps),
        "guidance": f"{request.guidance:g}",
        "size": f"{request.width_px} × {request.height_px}",
        "dialect": request.dialect,
        "control": f"{request.control.kind} {request.control.strength:g}"
        if request.control
        else "",
        "loras": ", ".join(f"{each.file} {each.scale:g}" for each in request.loras),
        "embeddings": ", ".join(each.token for each in request.embeddings),
        "mend": f"{request.mend.hands} {request.mend.strength:g}" if request.mend else "",
    }
    return tuple((name, value) for name, value in rows.items() if value)
