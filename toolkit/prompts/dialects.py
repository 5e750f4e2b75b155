"""Dialects."""
from __future__ import annotations
from toolkit.prompts.tree import Prompt, Text, Weighted


def _plain(prompt: Prompt) -> str:
    if isinstance(prompt, Text):
        return prompt.text
    if isinstance(prompt, Weighted):
        return _plain(prompt.child)
    return "".join([_plain(p) for p in prompt.parts])


def render(prompt: Prompt, dialect: str) -> str:
    return _plain(prompt)
