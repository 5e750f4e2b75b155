"""Errors on the page: one sentence that floats up, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import gradio as gr

from toolkit.errors import GestureError
from toolkit.ui.html import text

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


def answered(handler: Callable[[dict[str, object]], dict[str, object]]) -> Callable[..., object]:
    """``handler`` for a script on the page: it gets an object, an error is ``{"error": words}``."""

    @wraps(handler)
    def handle(given: object) -> dict[str, object]:
        try:
            return handler(given if isinstance(given, dict) else {})
        except GestureError as error:
            return {"error": str(error)}

    return handle
