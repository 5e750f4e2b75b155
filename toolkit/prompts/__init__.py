"""Prompts: a tree of weighted text, templates, lazy expansion, dialects."""

from __future__ import annotations

from toolkit.prompts.a1111 import parse_a1111
from toolkit.prompts.conversion import convert
from toolkit.prompts.dialects import DIALECTS, Dialect, render
from toolkit.prompts.expand import Variant, expand, make_negative, make_prompt, phrase_text
from toolkit.prompts.reading import SOURCES, read_prompt
from toolkit.prompts.templates import DEFAULT_TEMPLATE, SLOTS, compose, template_slots
from toolkit.prompts.tree import Part, Prompt, Sequence, Text, Weighted, flatten

__all__ = [
    "DEFAULT_TEMPLATE",
    "DIALECTS",
    "SLOTS",
    "SOURCES",
    "Dialect",
    "Part",
    "Prompt",
    "Sequence",
    "Text",
    "Variant",
    "Weighted",
    "compose",
    "convert",
    "expand",
    "flatten",
    "make_negative",
    "make_prompt",
    "parse_a1111",
    "phrase_text",
    "read_prompt",
    "render",
    "template_slots",
]
