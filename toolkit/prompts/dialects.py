"""Dialects: the tree rendered to the weight syntax that a text encoder's front end reads.

``compel``  ``(words)1.3``; what compel 2.5.1's own parser reads back (see the tests).
``a1111``   ``(words:1.3)``; Stable Diffusion web UI.
``comfyui`` the same weights, but square brackets and BREAK are words there.
``plain``   the words alone, for encoders that know no weights.

A part at weight 1 is rendered bare in every dialect. Literal signs are escaped, and what a
dialect cannot say is refused instead of being said wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, cast

from toolkit.errors import PromptError, shown
from toolkit.prompts.comfyui import EMBEDDING
from toolkit.prompts.foreign_commands import COMMAND
from toolkit.prompts.tree import Prompt, Sequence, Text, flatten

Dialect = Literal["compel", "a1111", "comfyui", "plain"]

NO_BREAK_SPACE = "\u00a0"
"""A space to tokenizers and to the eye, but not to compel's parser."""

_COMPEL_SIGN_AT_END = re.compile(r"([+-])(?=[\s()\",.+\-=]|$)")
_COMPEL_BACKSLASH = re.compile(r"\\(?=[()\"]|$)")
_COMPEL_ESCAPED = re.compile(r"([()\"])")
_A1111_ESCAPED = re.compile(r"([\\()\[\]])")
_COMFYUI_ESCAPED = re.compile(r"([()])")


def render(prompt: Prompt, dialect: str) -> str:
    """Render ``prompt`` in ``dialect`` (``compel``, ``a1111``, ``comfyui`` or ``plain``).

    Runs of white space become one space; the ends are stripped.

    Raises:
        PromptError: an unknown dialect, or words that the dialect cannot say at their weight.
    """
    try:
        say = DIALECTS[cast(Dialect, dialect)]
    except KeyError:
        raise PromptError(
            f"There is no dialect {shown(dialect)}; expected one of {', '.join(DIALECTS)}."
        ) from None
    return say(prompt)


def render_plain(prompt: Prompt) -> str:
    """The words without weights; words at weight 0 stay, for this dialect cannot hush them."""
    return " ".join(_words(prompt).split())


def render_compel(prompt: Prompt) -> str:
    """Compel's syntax.

    A sign that compel would take for a weight (``5+ fingers``, ``thumb -``) is followed by a
    no-break space: compel keeps backslashes before + and - in the text, so those cannot
    serve. Parentheses and double quotes get a backslash.
    """
    return _render(prompt, _escape_compel, "({words}){weight}")


def render_a1111(prompt: Prompt) -> str:
    """The syntax of Stable Diffusion web UI; brackets and backslashes get a backslash."""
    return _render(prompt, _escape_a1111, "({words}:{weight})")


def render_comfyui(prompt: Prompt) -> str:
    """ComfyUI's syntax; parentheses get a backslash."""
    return _render(prompt, _escape_comfyui, "({words}:{weight})")


DIALECTS: Mapping[Dialect, Callable[[Prompt], str]] = {
    "compel": render_compel,
    "a1111": render_a1111,
    "comfyui": render_comfyui,
    "plain": render_plain,
}


def _words(prompt: Prompt) -> str:
    if isinstance(prompt, Text):
        return prompt.text
    if isinstance(prompt, Sequence):
        return "".join([_words(part) for part in prompt.parts])
    return _words(prompt.child)


def merged(prompt: Prompt) -> Iterator[tuple[str, float]]:
    """Stretches of words with their weight, neighbours of one weight joined.

    White space alone joins whatever stands before it, since its weight means nothing.
    """
    words, weight = "", 1.0
    for part in flatten(prompt):
        if part.weight == weight or not part.text.strip():
            words += part.text
        elif not words.strip():
            words, weight = words + part.text, part.weight
        else:
            yield words, weight
            words, weight = part.text, part.weight
    if words:
        yield words, weight


def _render(prompt: Prompt, escape: Callable[[str, bool], str], form: str) -> str:
    out = ""
    after_weight = False
    for raw, weight in merged(prompt):
        words = re.sub(r"\s+", " ", raw)
        core = words.strip()
        if words[:1] == " ":
            out += " "
        if not core:
            continue
        weighted = weight != 1.0
        touching = out != "" and out[-1] != " "
        if touching and (weighted or (after_weight and core[0] not in ",;")):
            out += " "
        said = escape(core, weighted)
        out += form.format(words=said, weight=_number(weight)) if weighted else said
        if words[-1] == " ":
            out += " "
        after_weight = weighted
    return re.sub(r" {2,}", " ", out).strip(" ")


def _number(weight: float) -> str:
    """At least one decimal, never an exponent: compel's number stops at the first letter."""
    digits = f"{weight:.6f}".rstrip("0")
    return digits + "0" if digits.endswith(".") else digits


def _escape_compel(words: str, weighted: bool) -> str:
    if weighted and "=" in words:
        raise PromptError(
            f"Compel cannot weight words that hold an equals sign: {shown(words)}.",
            hint="Say it without '=', or leave the part at weight 1.",
        )
    words = _COMPEL_BACKSLASH.sub("\\\\" + NO_BREAK_SPACE, words)
    words = _COMPEL_SIGN_AT_END.sub(r"\1" + NO_BREAK_SPACE, words)
    return _COMPEL_ESCAPED.sub(r"\\\1", words)


def _escape_a1111(words: str, weighted: bool) -> str:
    if found := COMMAND.search(words):
        raise PromptError(
            f"The web UI's dialect reads {shown(found.group())} as a command, not as words, "
            f"in {shown(words)}.",
            hint="Write it in small letters or in other words.",
        )
    return _A1111_ESCAPED.sub(r"\\\1", words)


def _escape_comfyui(words: str, weighted: bool) -> str:
    if found := EMBEDDING.search(words):
        raise PromptError(
            f"ComfyUI reads {shown(found.group())} as the call of an embedding, not as words, in "
            f"{shown(words)}.",
            hint="Leave a blank after the colon.",
        )
    return _COMFYUI_ESCAPED.sub(r"\\\1", words)
