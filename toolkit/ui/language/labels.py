"""Labels that change with the language: components are entered once, one handler updates them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from toolkit.ui.language.texts import Lang, say

Part = TypeVar("Part")
Said = str | Callable[[Lang], object]


class Labels:
    """Which property of which component says what; final."""

    def __init__(self) -> None:
        self._entries: list[tuple[Any, dict[str, Said]]] = []

    def add(self, component: Part, **properties: Said) -> Part:
        """Enter ``component``; each property is a key of the texts, or a function of the language.

        Returns the component, so that it can be entered where it is made.
        """
        self._entries.append((component, properties))
        return component

    @property
    def components(self) -> list[Any]:
        """The components in the order of `updates`."""
        return [component for component, _ in self._entries]

    def updates(self, lang: Lang) -> list[dict[str, Any]]:
        """One Gradio update for each component."""
        import gradio as gr

        updates: list[dict[str, Any]] = []
        for _, properties in self._entries:
            said: dict[str, Any] = {name: spoken(each, lang) for name, each in properties.items()}
            updates.append(gr.update(**said))
        return updates


def spoken(said: Said, lang: Lang) -> object:
    """What ``said`` is in ``lang``."""
    return say(said, lang) if isinstance(said, str) else said(lang)
