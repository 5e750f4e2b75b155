"""What other programs' prompts can say and a tree of weighted words cannot: named, with the fix."""

from __future__ import annotations

import re

from toolkit.errors import PromptError, shown

MAX_CHARACTERS = 20_000
"""The longest prompt that is read; far above what any text encoder reads."""

MAX_BRACKET_DEPTH = 50
"""Brackets inside one another: weights leave 0..2 long before."""

_LORA = re.compile(r"<\s*(?:lora|lyco)\s*:[^<>]*>", re.IGNORECASE)
_NETWORK = re.compile(r"<[^<>:]+:[^<>]*>")
_BREAK = re.compile(r"\bBREAK\b")
_AND = re.compile(r"\bAND\b")
COMMAND = re.compile(rf"{_BREAK.pattern}|{_AND.pattern}|{_NETWORK.pattern}")
"""What the web UI reads as a command wherever it stands."""


def refuse_commands(text: str) -> None:
    """Raise `PromptError` for the first command of the web UI in ``text``, saying what to do."""
    if COMMAND.search(text) is None:
        return
    for found, what, hint in (
        (
            _LORA.search(text),
            "calls a LoRA",
            "Take it out: LoRAs do not stand in a prompt here, they are the axis lora of a plan.",
        ),
        (
            _NETWORK.search(text),
            "calls a network",
            "Take it out: networks do not stand in a prompt here.",
        ),
        (
            _BREAK.search(text),
            "begins another chunk of 75 tokens",
            "Write a comma instead; long prompts are cut into chunks anyway.",
        ),
        (
            _AND.search(text),
            "combines two prompts",
            "Write two values on an axis, or a comma; as a mere word, write it in small letters.",
        ),
    ):
        if found is not None:
            raise foreign_command(found.group(), what, hint)


def foreign_command(got: str, what: str, hint: str) -> PromptError:
    """The error of something that ``got`` does and a tree of weights cannot."""
    return PromptError(
        f"The prompt holds {shown(got)}, which {what}; expected words and weights alone.",
        hint=hint,
        code="foreign_command",
        fields={"got": got},
    )


def prompt_editing(got: str) -> PromptError:
    """The error of prompt editing and alternation: words that change while a picture is drawn."""
    return PromptError(
        f"The prompt changes while it is drawn: {shown(got)}.",
        hint="Choose one wording, or write both as values of an axis.",
        code="prompt_editing",
        fields={"got": got},
    )


def too_deep(text: str) -> PromptError:
    """The error of brackets inside one another without end."""
    return PromptError(
        f"The prompt {shown(text)} has more than {MAX_BRACKET_DEPTH} brackets inside one another.",
        hint="Write the weight as a number: (words:1.3).",
        code="brackets_too_deep",
        fields={"got": text[:80], "most": MAX_BRACKET_DEPTH},
    )


def check_length(text: str) -> None:
    """Raise `PromptError` for a prompt above 20,000 characters."""
    if len(text) > MAX_CHARACTERS:
        raise PromptError(
            f"The prompt has {len(text):,} characters; expected at most {MAX_CHARACTERS:,}.",
            code="words_too_long",
            fields={"got": text[:40], "count": len(text), "most": MAX_CHARACTERS},
        )
