"""The app's endpoints for programs, also as MCP tools: suggest, prompt, expand, judge, board.

Each is a typed function whose docstring is what a client, or a language model, reads of it. An
error is one sentence.
"""

from __future__ import annotations

import base64
import binascii
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import gradio as gr
from gradio.events import api

from toolkit.errors import BadInput, GestureError
from toolkit.prompts.dialects import render
from toolkit.prompts.expand import make_negative, make_prompt
from toolkit.suggesting.suggest import suggest as suggest_words
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.language.error_sentences import error_sentence
from toolkit.ui.serving.visitors import answer_for, visitor_of
from toolkit.ui.state import AppState
from toolkit.ui.sweep.form_plan import read_uploaded

MAX_PROMPTS = 1_000
MAX_PICTURE_BYTES = 3_000_000

Given = ParamSpec("Given")
Made = TypeVar("Made")


def build_api(shared: AppState) -> None:
    """Offer the endpoints; to be called inside the app's `gr.Blocks`."""

    @_answered
    def suggest(prompt: str, limit: int = 5) -> dict[str, Any]:
        """Find the hand gestures that a prompt asks for, and the hand words that it lacks.

        Args:
            prompt: an image prompt, English or Chinese, in any weight syntax.
            limit: at most this many gestures.
        """
        found = suggest_words(prompt, shared.vocabulary, limit=min(max(limit, 0), 50))
        return asdict(found)

    @_answered
    def prompt(
        gesture: str,
        phrase: str = "explicit",
        weight: float = 1.0,
        dialect: str = "compel",
        language: str = "en",
    ) -> dict[str, str]:
        """Write the prompt and the negative prompt for one hand gesture.

        Args:
            gesture: its id or name, such as ok or 比心.
            phrase: plain, explicit, or a phrase's number from 1.
            weight: of the gesture's words, 0 to 2.
            dialect: compel, a1111, comfyui or plain.
            language: of the words, en or zh.
        """
        if language not in ("en", "zh"):
            raise BadInput("The language is en or zh.")
        entry = shared.vocabulary.gesture(gesture)
        made = make_prompt(entry, phrase=phrase, weight=weight, lang=language)
        negative = make_negative(entry, own=True, lang=language)
        return {
            "gesture": entry.id,
            "prompt": render(made, dialect),
            "negative": render(negative, dialect),
        }

    @_answered
    def expand(plan: str, dialect: str = "compel", limit: int = 100) -> list[dict[str, Any]]:
        """List the prompts of a sweep plan, picture by picture, without drawing anything.

        Args:
            plan: the plan as YAML text, or the name of a sample plan such as demo.
            dialect: compel, a1111, comfyui or plain.
            limit: at most this many pictures, up to 1,000.
        """
        if "\n" in plan or ":" in plan:
            known = tuple(shared.models)
            read = read_uploaded(plan, shared.vocabulary, known, shared.allowed_files)
        else:
            read = load_plan(_sample_name(plan), shared.vocabulary)
        return [
            {
                "cell": cell.id,
                "prompt": render(read.prompt(cell), dialect),
                "negative": render(read.negative(cell), dialect),
                "seed": request.seed,
                "model": request.model,
            }
            for cell, request in read.requests(limit=min(max(limit, 1), MAX_PROMPTS))
        ]

    @_answered
    def judge(picture: str, gesture: str = "") -> dict[str, Any]:
        """Look at the hands in a picture: which gestures they make, whether they are well formed.

        Args:
            picture: the picture file as base64 or a data: URL, at most 3 MB.
            gesture: the gesture that it should show, for a verdict; "" for none.
        """
        from toolkit.judging.looking.file_workers import look_in_workers
        from toolkit.ui.language.look_fields import look_fields

        content = picture_bytes(picture)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "picture")
            file.write_bytes(content)
            looks = look_in_workers(
                [file], shared.vocabulary, expect=gesture or None, fetch=not shared.judge_here()
            )
            (look,) = list(looks)
        return {**look_fields(look, shared.vocabulary.gestures), "file": ""}

    @_answered
    def board(request: gr.Request, run: str = "latest") -> list[dict[str, Any]]:
        """Rank the variants of a run by people's blind votes, strongest first, with intervals.

        Args:
            run: the run's id or name, or latest.
        """
        from toolkit.rating import ranking

        answer_for(visitor_of(request))
        info = shared.run(run)
        judged = shared.store.judged_cells(info.id, of="gesture")
        found = ranking(judged, shared.store.votes(info.id))
        return [
            {
                "variant": each.variant,
                "strength": each.strength,
                "low": each.low,
                "high": each.high,
                "votes": each.votes,
            }
            for each in found.strengths
        ]

    for quick in (suggest, prompt, expand, board):
        api(quick, api_name=quick.__name__, concurrency_limit=4)
    api(judge, api_name="judge", concurrency_limit=1)


def picture_bytes(text: str) -> bytes:
    """The bytes of a picture given as base64 or a data: URL; raises `BadInput`."""
    encoded = text.rpartition(",")[2] if text.startswith("data:") else text
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not content or len(content) > MAX_PICTURE_BYTES:
        raise BadInput(
            f"The picture is no base64 text of 1 to {MAX_PICTURE_BYTES:,} bytes.",
            hint="Send the file's bytes as base64, or as a data: URL.",
        )
    return content


def _sample_name(name: str) -> str:
    """``name`` if it can only be a sample plan's: nothing of a path reaches the disk."""
    if not name.replace("-", "").replace("_", "").isalnum():
        raise BadInput("A sample plan has a plain name.", hint="Send the plan's YAML text.")
    return name


def _answered(handler: Callable[Given, Made]) -> Callable[Given, Made]:
    """``handler`` whose `GestureError` is one sentence for the client."""

    @wraps(handler)
    def handle(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        try:
            return handler(*args, **kwargs)
        except GestureError as error:
            raise gr.Error(error_sentence(error, "en"), print_exception=False) from error

    return handle
