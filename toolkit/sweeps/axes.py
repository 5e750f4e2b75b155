"""Axes: what a plan writes under ``gestures``, ``axes`` and ``skip``, resolved to plain text.

Every axis value becomes the text that `Cell.values` carries: scene words by id, weights and
guidance as the shortest number (``1``, ``0.8``), phrases as ``plain``, ``explicit`` or 1..n.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, cast, get_args

from toolkit.documents.problems import near
from toolkit.errors import PlanError, PromptError, UnknownName
from toolkit.prompts.expand import phrase_text
from toolkit.prompts.tree import check_weight
from toolkit.sweeps.cells import SkipRule
from toolkit.sweeps.control_images import CONTROL_KINDS
from toolkit.vocabulary.entries import Gesture, SceneKind, SceneWord

SCENE_AXES: tuple[SceneKind, ...] = get_args(SceneKind)
SETTING_AXES = ("scheduler", "steps", "guidance", "control", "control_strength")
PROMPT_AXES = ("phrase", "weight", *SCENE_AXES)
AXES = ("model", *SETTING_AXES, *PROMPT_AXES)
"""Every axis a plan may name besides ``gesture``, which is always there."""

NOTHING = "none"
OWN = "own"
MAX_STEPS = 500
MAX_GUIDANCE = 50.0
MAX_CONTROL_STRENGTH = 2.0


class Words(Protocol):
    """What a plan needs of a vocabulary."""

    @property
    def gestures(self) -> Mapping[str, Gesture]: ...

    def gesture(self, id: str, /) -> Gesture: ...

    def scene(self, kind: SceneKind, /) -> tuple[SceneWord, ...]: ...

    def scene_word(self, kind: SceneKind, id: str, /) -> SceneWord: ...


def read_gestures(value: object, words: Words, *, where: str) -> dict[str, Gesture]:
    """The gestures by id, in the order given; ``all`` for every one.

    Raises:
        UnknownName: an id that nobody knows, with near names.
        PlanError: none at all, or one given twice.
    """
    if value == "all":
        found = dict(words.gestures)
    else:
        names = _texts(value, where)
        _no_doubles(names, where)
        found: dict[str, Gesture] = {}
        for name in names:
            try:
                found[name] = words.gesture(name)
            except UnknownName as error:
                raise UnknownName.at(where, error) from None
    if not found:
        raise PlanError(f"{where}: names no gesture.", hint="Name some, or write 'all'.")
    return found


def read_axis(
    name: str, value: object, *, gestures: Mapping[str, Gesture], words: Words, where: str
) -> tuple[str, ...]:
    """The values on one axis, as text.

    Raises:
        UnknownName: the axis, or a word on it, is not known.
        PlanError: no value, one given twice, or one that the axis cannot take.
    """
    if name not in AXES:
        hint = near(name, AXES) or f"The axes are {', '.join(AXES)}."
        if name == "gesture":
            hint = "Gestures stand under the key 'gestures'."
        if name in ("seed", "seeds"):
            hint = "Seeds stand under the key 'seeds', beside 'axes'."
        raise UnknownName(
            f"{where}: there is no axis {name!r}.",
            hint=hint,
            code="unknown_axis",
            fields={"got": name},
        )
    if value == "all":
        values = _all_values(name, gestures, words, where)
    else:
        items = _items(value, where)
        read = _READERS.get(name, _text)
        values = [read(item, f"{where}[{i}]") for i, item in enumerate(items)]
    _no_doubles(values, where)
    if name == "phrase":
        _check_phrases(values, gestures, where)
    elif name == "negative":
        for text in values:
            negative_words(text, words, where=where)
    elif name in SCENE_AXES:
        for text in values:
            scene_text(name, text, words, where=where)
    return tuple(values)


def scene_text(kind: SceneKind, value: str, words: Words, *, where: str = "") -> str:
    """What goes into the prompt for one scene value; ``none`` says nothing."""
    try:
        return words.scene_word(kind, value).text
    except UnknownName as error:
        if value == NOTHING:
            return ""
        raise UnknownName.at(where, error) from None


def negative_words(value: str, words: Words, *, where: str = "") -> tuple[str, bool]:
    """The negative text that a value names, and whether the gesture's own words join it.

    ``anatomy`` is a negative set, ``own`` the gesture's own words, ``anatomy+own`` both,
    ``none`` nothing.
    """
    ids = [part.strip() for part in value.split("+")]
    texts = [scene_text("negative", id, words, where=where) for id in ids if id != OWN]
    return ", ".join(text for text in texts if text), OWN in ids


def read_skip(
    rules: Sequence[Mapping[str, object]], axes: Mapping[str, tuple[str, ...]], *, where: str
) -> tuple[SkipRule, ...]:
    """Skip rules checked against the axes: a rule that can never match is a mistake.

    Raises:
        PlanError: an empty rule, an axis that the plan lacks, a value that is not on its axis.
    """
    out: list[SkipRule] = []
    for i, rule in enumerate(rules):
        here = f"{where}[{i}]"
        if not rule:
            raise PlanError(f"{here}: is empty.", hint="Write {gesture: fist, view: back}.")
        box: dict[str, frozenset[str]] = {}
        for name, value in rule.items():
            if name not in axes:
                raise PlanError(
                    f"{here}: the plan has no axis {name!r}.",
                    hint=near(name, axes) or f"Its axes are {', '.join(axes)}.",
                )
            read = _READERS.get(name, _text)
            values = [read(item, f"{here}.{name}") for item in _items(value, f"{here}.{name}")]
            for text in values:
                if text not in axes[name]:
                    raise PlanError(
                        f"{here}.{name}: {text!r} is not on that axis.",
                        hint=near(text, axes[name]) or f"It has {', '.join(axes[name][:20])}.",
                    )
            box[name] = frozenset(values)
        out.append(box)
    return tuple(out)


def _all_values(name: str, gestures: Mapping[str, Gesture], words: Words, where: str) -> list[str]:
    if name == "phrase":
        shared = min(len(gesture.phrases) for gesture in gestures.values())
        return [str(i + 1) for i in range(shared)]
    if name in SCENE_AXES:
        found = [word.id for word in words.scene(name)]
        if found:
            return found
        raise PlanError(f"{where}: the vocabulary has no {name} at all.")
    raise PlanError(f"{where}: 'all' means nothing here.", hint="List the values to try.")


def _check_phrases(values: Sequence[str], gestures: Mapping[str, Gesture], where: str) -> None:
    for value in values:
        for gesture in gestures.values():
            try:
                phrase_text(gesture, value)
            except PromptError as error:
                raise PlanError.at(where, error) from None


def _items(value: object, where: str) -> list[object]:
    items = list(cast("Sequence[object]", value)) if isinstance(value, list | tuple) else [value]
    if not items or value is None:
        raise PlanError(f"{where}: has no value.", hint="Give at least one, or take it out.")
    return items


def _texts(value: object, where: str) -> list[str]:
    return [_text(item, f"{where}[{i}]") for i, item in enumerate(_items(value, where))]


def _text(value: object, where: str) -> str:
    if isinstance(value, str) and value:
        return value
    hint = "YAML reads on, off, yes, no and null as switches; put such a word in quotes."
    raise PlanError(
        f"{where}: got {value!r}; expected a word.",
        hint=hint if value is None or isinstance(value, bool) else "",
    )


def _phrase(value: object, where: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(value, where)


def _weight(value: object, where: str) -> str:
    try:
        return _shortest(check_weight(value))
    except PromptError as error:
        raise PlanError.at(where, error) from None


def _steps(value: object, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_STEPS:
        raise PlanError(f"{where}: got {value!r}; expected a whole number from 1 to {MAX_STEPS}.")
    return str(value)


def _number(most: float) -> Callable[[object, str], str]:
    def read(value: object, where: str) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise PlanError(
                f"{where}: got {value!r}; expected a number from 0 to {most:g}.",
                code="out_of_range",
                fields={"where": where, "got": value, "low": 0, "high": most},
            )
        return _shortest(float(value))

    return read


def _control(value: object, where: str) -> str:
    text = _text(value, where)
    kinds = (NOTHING, *CONTROL_KINDS)
    if text not in kinds:
        raise UnknownName(
            f"{where}: there is no control {text!r}.",
            hint=near(text, kinds) or f"Controls are {', '.join(kinds)}.",
        )
    return text


def _shortest(number: float) -> str:
    return f"{round(number, 6):.6f}".rstrip("0").rstrip(".")


def _no_doubles(values: Sequence[str], where: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise PlanError(
                f"{where}: {value!r} is given twice.",
                hint="Keep one of the two.",
                code="given_twice",
                fields={"where": where, "got": value},
            )
        seen.add(value)


_READERS: Mapping[str, Callable[[object, str], str]] = {
    "phrase": _phrase,
    "weight": _weight,
    "steps": _steps,
    "guidance": _number(MAX_GUIDANCE),
    "control": _control,
    "control_strength": _number(MAX_CONTROL_STRENGTH),
}
