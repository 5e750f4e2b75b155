"""Errors on the page: one sentence that floats up, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import gradio as gr
from markupsafe import escape

from toolkit.errors import GestureError
from toolkit.ui.html import text
from toolkit.ui.language.error_sentences import error_sentence
from toolkit.ui.language.texts import as_lang

Values = Mapping[Any, Any]
Given = ParamSpec("Given")
Made = TypeVar("Made")


def guarded(handler: Callable[Given, Made]) -> Callable[Given, Made]:
    """``handler``, whose `GestureError` becomes its sentence in a corner of the page."""

    @wraps(handler)
    def handle(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        try:
            return handler(*args, **kwargs)
        except GestureError as error:
            raise gr.Error(text(error), print_exception=False, duration=8) from error

    return handle


def guarded_in(
    language: gr.Radio,
) -> Callable[
    [Callable[Concatenate[Values, Given], Made]], Callable[Concatenate[Values, Given], Made]
]:
    """The same for a handler that takes its components' values as a mapping, ``language`` among
    them: the sentence is said in the page's language."""

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
