"""A template taken apart once: its pieces, slots and optional stretches, each with its weight.

The template's own signs (slots, optional stretches, doubled signs) are set aside behind marks, one
private character each; what is left is read as any pasted prompt, so that ``({gesture}, hand:1.2)``
weights what fills the slot; then the marks are put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from toolkit.documents.near_names import near
from toolkit.errors import PromptError, shortened, shown
from toolkit.prompts.a1111 import refuse_editing
from toolkit.prompts.foreign_commands import MAX_BRACKET_DEPTH, too_deep
from toolkit.prompts.notes import Note
from toolkit.prompts.reading import read_prompt
from toolkit.prompts.tree import MAX_WEIGHT, Prompt, Text, Weighted, check_weight, flatten

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

MAX_CHARACTERS = 20_000
"""The longest template; far above what any text encoder reads."""

_SIGN = re.compile(
    r"\\\\|\\[\[\]{}]|\{\{|\}\}|\[\[|\]\]|\{(?P<slot>[^{}]*)\}|(?P<open>\[)|(?P<close>\])|(?P<broken>[{}])"
)
_FIRST_MARK, _LAST_MARK = 0xE000, 0xF8FF
_MARK = re.compile("[\ue000-\uf8ff]")
_SHOWN_MARK = re.compile(r"\\u(?P<code>e[0-9a-f]{3}|f[0-8][0-9a-f]{2})|[\ue000-\uf8ff]")
_STRETCH = re.compile(
    "(?P<mark>[\ue000-\uf8ff])|(?P<separator>[,;，；]\\s*|\\n\\s*)|[^\ue000-\uf8ff,;，；\n]+"
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """Literal words at ``weight`` (0..2)."""

    text: str
    weight: float = 1.0

    @cached_property
    def prompt(self) -> Prompt:
        """The same as a part of a tree."""
        leaf = Text(text=self.text)
        return leaf if self.weight == 1.0 else Weighted(child=leaf, weight=self.weight)


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A place that a value fills, at ``weight`` (0..2)."""

    name: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class Group:
    """An optional stretch, kept when all its slots are filled."""

    items: tuple[Item, ...]


Item = Words | Slot | Group
"""What stands in a piece."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What stands between two separators, after ``separator``; ``slots`` are those that it needs
    (those of optional stretches apart)."""

    separator: Words
    items: tuple[Item, ...]
    slots: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template's pieces, the names of all its slots, and how its words were read."""

    pieces: tuple[Piece, ...]
    slots: frozenset[str]
    notes: tuple[Note, ...]


@dataclass(frozen=True, kw_only=True)
class _Literal:
    sign: str


@dataclass(frozen=True, kw_only=True)
class _Border:
    opens: bool


_Marked = Slot | _Literal | _Border


@lru_cache(maxsize=512)
def compile_template(template: str, dialect: str = "auto") -> Template:
    """``template`` taken apart; its weights are read as ``dialect`` writes them.

    Raises:
        PromptError: a template above 20,000 characters, broken braces, a weight outside 0..2, or
            what a tree of weights cannot say (see `toolkit.prompts.reading.read_prompt`).
    """
    if len(template) > MAX_CHARACTERS:
        raise PromptError(
            f"The template has {len(template):,} characters; expected at most {MAX_CHARACTERS:,}."
        )
    text, marks, notes = _marked(template, dialect)
    try:
        reading = read_prompt(text, dialect)
    except PromptError as error:
        fields = {
            name: _unmarked(got, marks) if isinstance(got, str) else got
            for name, got in error.fields.items()
        }
        said, hint = (_unmarked(text, marks) for text in (error.message, error.hint))
        raise PromptError(said, hint=hint, code=error.code, fields=fields) from None
    pieces = tuple(_Pieces(marks).split(reading.prompt))
    if not pieces:
        raise PromptError(
            f"The template {shown(template)} is empty.", hint=f"Try {DEFAULT_TEMPLATE!r}."
        )
    back = [Note(kind=note.kind, got=_unmarked(note.got, marks)) for note in reading.notes]
    return Template(
        pieces=pieces,
        slots=frozenset(mark.name for mark in marks if isinstance(mark, Slot)),
        notes=(*notes, *back),
    )


def _marked(template: str, dialect: str) -> tuple[str, list[_Marked], list[Note]]:
    """The template with marks for its own signs, what each stands for, and what to say of it."""
    if _MARK.search(template):
        raise PromptError(
            f"The template {shown(template)} holds a private character, which no encoder reads.",
            hint="Take it out.",
        )
    brackets = _brackets(template)
    squares_weigh = dialect in ("auto", "a1111")
    marks: list[_Marked] = []
    notes: list[Note] = []
    out: list[str] = []
    at = 0

    def mark(meaning: _Marked) -> None:
        # Equal marks share a character, so that any number of literal signs fits.
        if meaning not in marks:
            marks.append(meaning)
        if len(marks) > _LAST_MARK - _FIRST_MARK:
            raise PromptError(f"The template {shown(template)} has too many slots.")
        out.append(chr(_FIRST_MARK + marks.index(meaning)))

    for match in _SIGN.finditer(template):
        out.append(template[at : match.start()])
        at, sign = match.end(), match.group()
        if match["slot"] is not None:
            mark(_slot(template, match["slot"]))
        elif match["broken"]:
            raise _broken(template, f"a lone {sign}", match.start())
        elif match.start() in brackets:
            for place in range(match.start(), match.end()):
                if brackets[place] or not squares_weigh:
                    mark(_Border(opens=template[place] == "["))
                else:
                    out.append(template[place])
        elif sign in ("{{", "}}", "[[", "]]"):
            mark(_Literal(sign=sign[0]))
            if sign == "[[" and squares_weigh:
                notes.append(Note(kind="double_square", got=template[match.start() :][:20]))
        elif sign in ("\\{", "\\}") or (sign in ("\\[", "\\]") and not squares_weigh):
            mark(_Literal(sign=sign[1]))
        else:
            out.append(sign)
    out.append(template[at:])
    return "".join(out), marks, list(dict.fromkeys(notes))


def _brackets(template: str) -> dict[int, bool]:
    """The place of each square bracket that is none of the doubled, literal ones -> whether it
    holds a slot: then it is an optional stretch, not a weight. ``]]`` closes two that are open."""
    places: dict[int, bool] = {}
    opened: list[tuple[int, bool, bool]] = []  # where, whether a slot, whether a bracket is inside

    def close(at: int) -> None:
        if not opened:
            raise _broken(template, "a ] without its [", at)
        place, slot, inner = opened.pop()
        if slot and (inner or opened):
            raise _broken(template, "a second [ inside [...]", place)
        if slot:
            refuse_editing(template, place, at)
        places.update({place: slot, at: slot})

    for match in _SIGN.finditer(template):
        if match["open"]:
            if opened:
                opened[-1] = (*opened[-1][:2], True)
            if len(opened) > MAX_BRACKET_DEPTH:
                raise too_deep(template)
            opened.append((match.start(), False, False))
        elif match["slot"] is not None:
            opened = [(place, True, inner) for place, _, inner in opened]
        elif match["close"] or (match.group() == "]]" and len(opened) > 1):
            for at in range(match.start(), match.end()):
                close(at)
    if opened:
        raise PromptError(
            f"The template {shown(template)} opens a [ that it never closes.",
            hint="Close it with ], or write [[ for a literal bracket.",
        )
    return places


def _broken(template: str, what: str, place: int) -> PromptError:
    return PromptError(
        f"The template {shown(template)} has {what} at character {place + 1}.",
        hint="Write {slot}, [optional text], and {{ }} [[ ]] for literal signs.",
    )


class _Pieces:
    """Cuts a tree of words and marks into pieces at its separators."""

    def __init__(self, marks: list[_Marked]) -> None:
        self._marks = marks
        self._items: list[Item] = []
        self._group: list[Item] | None = None
        self._separator = Words(text="")
        self._pieces: list[Piece] = []

    def split(self, prompt: Prompt) -> list[Piece]:
        for words, weight, _ in flatten(prompt):
            for match in _STRETCH.finditer(words):
                if match["mark"]:
                    self._put_back(self._marks[ord(match.group()) - _FIRST_MARK], weight)
                elif match["separator"] and self._group is None:
                    self._close_up()
                    self._close_piece()
                    # Chinese sets no blank after its signs; one that was written stays.
                    sign = match.group()
                    text = sign if sign[0] in "，；" else sign.strip() + " "
                    self._separator = Words(text=text, weight=weight)
                else:
                    self._add(Words(text=match.group(), weight=weight))
        self._close_piece()
        return self._pieces

    def _put_back(self, mark: _Marked, weight: float) -> None:
        if isinstance(mark, Slot):
            self._add(Slot(name=mark.name, weight=_product(mark, weight)))
        elif isinstance(mark, _Literal):
            self._add(Words(text=mark.sign, weight=weight))
        elif mark.opens:
            self._group = []
        else:
            done, self._group = Group(items=tuple(self._group or ())), None
            self._add(done)

    def _add(self, item: Item) -> None:
        target = self._items if self._group is None else self._group
        last = target[-1] if target else None
        if isinstance(item, Words) and isinstance(last, Words) and item.weight == last.weight:
            target[-1] = Words(text=last.text + item.text, weight=item.weight)
        else:
            target.append(item)

    def _close_up(self) -> None:
        """Take away the blanks that stand before a separator."""
        last = self._items[-1] if self._items else None
        if isinstance(last, Words):
            words = last.text.rstrip()
            self._items[-1:] = [Words(text=words, weight=last.weight)] if words else []

    def _close_piece(self) -> None:
        slots = tuple(item.name for item in self._items if isinstance(item, Slot))
        if self._items:
            items = tuple(self._items)
            self._pieces.append(Piece(separator=self._separator, items=items, slots=slots))
        self._items = []


def _product(slot: Slot, weight: float) -> float:
    product = round(slot.weight * weight, 6)
    if product > MAX_WEIGHT:
        raise PromptError(
            f"The weights around {{{slot.name}}} multiply to {product:g}; expected at most "
            f"{MAX_WEIGHT:g}.",
            hint="Lower the weight in the template.",
        )
    return product


def _unmarked(text: str, marks: list[_Marked]) -> str:
    """``text`` with the template's own signs in place of their marks, for people to read."""

    def sign(match: re.Match[str]) -> str:
        # A message quotes a mark by its code: \ue000.
        code = int(match["code"], 16) if match["code"] else ord(match.group())
        if code - _FIRST_MARK >= len(marks):
            return match.group()
        meaning = marks[code - _FIRST_MARK]
        if isinstance(meaning, Slot):
            return f"{{{meaning.name}}}"
        return meaning.sign if isinstance(meaning, _Literal) else "[]"[not meaning.opens]

    return _SHOWN_MARK.sub(sign, text)


def slot_hint(name: str, known: Iterable[str]) -> str:
    """The slots that may have been meant by ``name``."""
    names = list(dict.fromkeys(known))
    return near(name, names) or f"The slots are {', '.join(names)}."


def _slot(template: str, inside: str) -> Slot:
    name, colon, weight = (text.strip() for text in inside.partition(":"))
    if not name.isidentifier():
        raise PromptError(
            f"The template {shown(template)} has a slot {{{shortened(inside)}}} that nothing "
            "fills: a slot's name holds letters, digits and _ alone.",
            hint=slot_hint(name, SLOTS),
        )
    if not colon:
        return Slot(name=name, weight=1.0)
    try:
        return Slot(name=name, weight=check_weight(float(weight)))
    except (ValueError, PromptError) as error:
        raise PromptError(
            f"The template {shown(template)} weights {name} by {shown(weight)}; "
            "expected a number from 0 to 2, as in {gesture:1.3}."
        ) from error
