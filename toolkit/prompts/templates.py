"""Templates: gesture phrase, view, skin, light and the rest put together into one prompt.

A template is a line of text with slots in braces::

    a photo of {gesture}, {view}, {light}

* A **piece** is what stands between two separators (comma, semicolon, line break; Chinese ones
  too). A piece
  whose slots are all missing or empty is dropped together with the separator before it.
* ``[...]`` marks an optional stretch inside a piece, kept only when all its slots are filled:
  ``a photo of a[ {skin}] hand[ against {background}]``.
* ``{gesture:1.3}`` weights what fills the slot.
* A slot of one's own has any name that a Python variable can have: ``{lens}``.
* ``{{ }} [[ ]]`` are literal braces and brackets.

The sweep and Thumbelina's training captions go through the same function, so that the model
is asked in the very form in which it was taught.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.documents.near_names import near
from toolkit.errors import PromptError, shortened, shown
from toolkit.prompts.tree import Prompt, Sequence, Text, Weighted, check_weight
from toolkit.vocabulary.entries import Language

SLOTS = (
    "gesture",
    "subject",
    "side",
    "view",
    "material",
    "skin",
    "light",
    "background",
    "style",
)
"""The slots that the vocabulary can fill; a template may use any of them, in any order."""

DEFAULT_TEMPLATE = (
    "a photo of {gesture}, {subject}, {side}, {view}, {material}, {skin}, "
    "{light}, {background}, {style}"
)
"""The house's prompt; with the gesture alone it says ``a photo of <phrase>``."""

CHINESE_TEMPLATE = (
    "{gesture}的照片，{subject}，{side}，{view}，{material}，{skin}，{light}，{background}，{style}"
)
"""The same in Chinese."""

MAX_CHARACTERS = 20_000
"""The longest template; far above what any text encoder reads."""

NEGATIVE_TEMPLATE = "{negative}, {gesture}"
"""The negative prompt: the scene's negative words, then the gesture's own."""

CHINESE_NEGATIVE_TEMPLATE = "{negative}，{gesture}"
"""The same in Chinese."""

_IN_CHINESE = {
    DEFAULT_TEMPLATE: CHINESE_TEMPLATE,
    NEGATIVE_TEMPLATE: CHINESE_NEGATIVE_TEMPLATE,
}

_TOKEN = re.compile(
    r"(?P<escape>\{\{|\}\}|\[\[|\]\])"
    r"|\{(?P<slot>[^{}]*)\}"
    r"|(?P<open>\[)|(?P<close>\])"
    r"|(?P<separator>[,;，；]\s*|\n\s*)"
    r"|(?P<text>[^{}\[\],;，；\n]+)"
    r"|(?P<broken>.)",
    re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class _Slot:
    name: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class _Group:
    items: tuple[_Item, ...]


_Item = Text | _Slot | _Group


@dataclass(frozen=True, kw_only=True)
class _Piece:
    separator: Text
    items: tuple[_Item, ...]
    slots: tuple[str, ...]


def compose(template: str, slots: Mapping[str, Prompt | str]) -> Prompt:
    """Fill ``template`` with ``slots`` and return the prompt's tree.

    A slot's value is plain words (taken literally, whatever signs they hold) or a subtree. A
    missing or blank value drops its piece. A slot of the vocabulary that the template does not
    use is left out silently, so that one set of words serves any template; a slot of one's own
    must stand in both. Pure; about 15 µs a call.

    Raises:
        PromptError: a template above 20,000 characters, broken braces, a slot of one's own that
            nothing fills or that the template lacks, a weight outside 0..2.
    """
    pieces = _compile(template)
    _check_names(template, slots)
    filled = {name: part for name, value in slots.items() if (part := _part(name, value))}
    parts: list[Prompt] = []
    for piece in pieces:
        if piece.slots and not any(name in filled for name in piece.slots):
            continue
        content = _fill(piece.items, filled)
        if not content:
            continue
        if parts:
            parts.append(piece.separator)
        parts.extend(content)
    return Sequence(parts=tuple(parts))


def template_in(template: str, lang: Language) -> str:
    """The house's own template in ``lang``; any other as it is written."""
    return _IN_CHINESE.get(template, template) if lang == "zh" else template


def template_slots(template: str) -> frozenset[str]:
    """The names of all slots in ``template``, optional ones too; raises `PromptError`."""

    def names(items: Iterable[_Item]) -> Iterable[str]:
        for item in items:
            if isinstance(item, _Slot):
                yield item.name
            elif isinstance(item, _Group):
                yield from names(item.items)

    return frozenset(name for piece in _compile(template) for name in names(piece.items))


def is_blank(prompt: Prompt) -> bool:
    """Whether a tree holds no words at all."""
    if isinstance(prompt, Text):
        return not prompt.text.strip()
    if isinstance(prompt, Weighted):
        return is_blank(prompt.child)
    return all(is_blank(part) for part in prompt.parts)


def _part(name: str, value: Prompt | str) -> Prompt | None:
    if isinstance(value, str):
        words = value.strip()
        return Text(text=words, role=name) if words else None
    return None if is_blank(value) else _with_role(value, name)


def _with_role(prompt: Prompt, role: str) -> Prompt:
    if isinstance(prompt, Text):
        return prompt if prompt.role else Text(text=prompt.text, role=role)
    if isinstance(prompt, Weighted):
        return Weighted(child=_with_role(prompt.child, role), weight=prompt.weight)
    return Sequence(parts=tuple(_with_role(part, role) for part in prompt.parts))


def _kept(items: tuple[_Item, ...], filled: Mapping[str, Prompt]) -> Iterator[Text | _Slot]:
    """The items that stay: literals, filled slots, and groups whose slots are all filled."""
    for item in items:
        if isinstance(item, Text) or (isinstance(item, _Slot) and item.name in filled):
            yield item
        elif isinstance(item, _Group) and all(
            inner.name in filled for inner in item.items if isinstance(inner, _Slot)
        ):
            yield from _kept(item.items, filled)


def _fill(items: tuple[_Item, ...], filled: Mapping[str, Prompt]) -> list[Prompt]:
    """The parts of one piece, with the spaces around what is missing closed up."""
    parts: list[Prompt] = []
    gap = True  # whether a space before the next literal would stand twice or at the edge
    for item in _kept(items, filled):
        if isinstance(item, Text):
            words = item.text.lstrip() if gap else item.text
            if words:
                parts.append(item if words == item.text else Text(text=words))
                gap = words[-1].isspace()
        else:
            part = filled[item.name]
            weighted = item.weight != 1.0
            parts.append(Weighted(child=part, weight=item.weight) if weighted else part)
            gap = False
    last = parts[-1] if parts else None
    if isinstance(last, Text) and not last.role and last.text[-1].isspace():
        parts.pop()
        if words := last.text.rstrip():
            parts.append(Text(text=words))
    return parts


def _check_names(template: str, slots: Mapping[str, Prompt | str]) -> None:
    known = template_slots(template)
    for name in known:
        if name not in SLOTS and name != "negative" and name not in slots:
            raise unfilled_slot(template, name, slots)
    for name in slots:
        if name not in known and name not in SLOTS and name != "negative":
            raise PromptError(
                f"The template {shown(template)} has no slot {shown(name)}, nor has any other.",
                hint=_slot_hint(name, [*SLOTS, *known]),
            )


def unfilled_slot(template: str, name: str, filled: Iterable[str]) -> PromptError:
    """The error of a slot that nothing fills, with near names."""
    return PromptError(
        f"The template {shown(template)} has a slot {{{shortened(name)}}} that nothing fills.",
        hint=_slot_hint(name, [*SLOTS, *filled]),
        code="unfilled_slot",
        fields={"got": name},
    )


def _slot_hint(name: str, known: Iterable[str]) -> str:
    names = list(dict.fromkeys(known))
    return near(name, names) or f"The slots are {', '.join(names)}."


@lru_cache(maxsize=512)
def _compile(template: str) -> tuple[_Piece, ...]:
    if len(template) > MAX_CHARACTERS:
        raise PromptError(
            f"The template has {len(template):,} characters; expected at most {MAX_CHARACTERS:,}."
        )
    pieces: list[_Piece] = []
    items: list[_Item] = []
    group: list[_Item] | None = None
    separator = Text(text="")

    def add(item: _Item) -> None:
        target = items if group is None else group
        last = target[-1] if target else None
        if isinstance(item, Text) and isinstance(last, Text):
            target[-1] = Text(text=last.text + item.text)
        else:
            target.append(item)

    def close_up() -> None:
        """Take away the blanks that stand before a separator."""
        last = items[-1] if items else None
        if isinstance(last, Text):
            items[-1:] = [Text(text=words)] if (words := last.text.rstrip()) else []

    def close_piece() -> None:
        slots = tuple(item.name for item in items if isinstance(item, _Slot))
        if items:
            pieces.append(_Piece(separator=separator, items=tuple(items), slots=slots))
        items.clear()

    for match in _TOKEN.finditer(template):
        kind, words = match.lastgroup, match.group()
        if kind == "slot":
            add(_slot(template, match["slot"]))
        elif kind == "escape":
            add(Text(text=words[0]))
        elif kind == "open" and group is None:
            group = []
        elif kind == "close" and group is not None:
            done, group = _Group(items=tuple(group)), None
            add(done)
        elif kind in {"open", "close", "broken"}:
            what = {"open": "a second [ inside [...]", "close": "a ] without its ["}
            raise PromptError(
                f"The template {shown(template)} has {what.get(str(kind), f'a lone {words}')} "
                f"at character {match.start() + 1}.",
                hint="Write {slot}, [optional text], and {{ }} [[ ]] for literal signs.",
            )
        elif kind == "separator" and group is None:
            close_up()
            close_piece()
            # Chinese sets no blank after its signs; one that was written stays.
            separator = Text(text=words if words[0] in "，；" else words.strip() + " ")
        else:
            add(Text(text=words))
    if group is not None:
        raise PromptError(
            f"The template {shown(template)} opens a [ that it never closes.",
            hint="Close it with ], or write [[ for a literal bracket.",
        )
    close_piece()
    if not pieces:
        raise PromptError(
            f"The template {shown(template)} is empty.", hint=f"Try {DEFAULT_TEMPLATE!r}."
        )
    return tuple(pieces)


def _slot(template: str, inside: str) -> _Slot:
    name, colon, weight = (text.strip() for text in inside.partition(":"))
    if not name.isidentifier():
        raise PromptError(
            f"The template {shown(template)} has a slot {{{shortened(inside)}}} that nothing "
            "fills: a slot's name holds letters, digits and _ alone.",
            hint=_slot_hint(name, SLOTS),
        )
    if not colon:
        return _Slot(name=name, weight=1.0)
    try:
        return _Slot(name=name, weight=check_weight(float(weight)))
    except (ValueError, PromptError) as error:
        raise PromptError(
            f"The template {shown(template)} weights {name} by {shown(weight)}; "
            "expected a number from 0 to 2, as in {gesture:1.3}."
        ) from error
