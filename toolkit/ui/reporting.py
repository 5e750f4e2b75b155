"""What handlers hand to the page: updates put together, and errors as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import gradio as gr
from markupsafe import escape

from toolkit.errors import GestureError
from toolkit.ui.language.error_sentences import error_sentence
from toolkit.ui.language.texts import as_lang

Values = Mapping[Any, Any]
Given = ParamSpec("Given")
Made = TypeVar("Made")


def guarded_in(
    language: gr.Radio,
) -> Callable[
    [Callable[Concatenate[Values, Given], Made]], Callable[Concatenate[Values, Given], Made]
]:
    """A wrapper whose handler's `GestureError` becomes its sentence in a corner of the page.

    The handler takes its components' values as a mapping, ``language`` among them.
    """

    def wrap(
        handler: Callable[Concatenate[Values, Given], Made],
    ) -> Callable[Concatenate[Values, Given], Made]:
        @wraps(handler)
        def handle(given: Values, *args: Given.args, **kwargs: Given.kwargs) -> Made:
            try:
                return handler(given, *args, **kwargs)
            except GestureError as error:
                words = escape(error_sentence(error, as_lang(given.get(language))))
                raise gr.Error(words, print_exception=False, duration=8) from error

        return handle

    return wrap


def answered(handler: Callable[[dict[str, object]], dict[str, object]]) -> Callable[..., object]:
    """``handler`` for a script on the page: it gets an object, an error is ``{"error": words}``.

    The object's ``lang`` says in which language.
    """

    @wraps(handler)
    def handle(given: object) -> dict[str, object]:
        values: dict[str, object] = given if isinstance(given, dict) else {}
        try:
            return handler(values)
        except GestureError as error:
            return {"error": error_sentence(error, as_lang(values.get("lang")))}

    return handle


def merged(*updates: Mapping[Any, Any]) -> dict[Any, Any]:
    """Updates of several handlers as one: those of one component keep all of their properties.

    Later ones win where two name the same property; a bare value is the property ``value``.
    """
    together: dict[Any, Any] = {}
    for each in updates:
        for part, update in each.items():
            known = together.get(part)
            together[part] = (
                update
                if known is None
                else gr.update(**{**_properties(known), **_properties(update)})
            )
    return together


def _properties(update: Any) -> dict[str, Any]:
    """An update's own properties, without the mark that tells Gradio what it is."""
    if not isinstance(update, dict):
        return {"value": update}
    said = cast("dict[str, Any]", update)
    return {name: value for name, value in said.items() if name != "__type__"}
