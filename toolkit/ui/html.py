"""Small pieces of HTML; whatever comes from outside is escaped here."""

from __future__ import annotations

import base64
from html import escape

from toolkit.errors import GestureError
from toolkit.rating.verdicts import Outcome
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.theme import VERDICT_SIGNS


def text(value: object) -> str:
    """``value`` as text that is safe in HTML, between tags and in quoted attributes."""
    return escape(str(value), quote=True)


def data_url(content: bytes, kind: str) -> str:
    """Bytes as a URL that carries them: no file name, no address, nothing to look up."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def notice(words: str, *, error: bool = False) -> str:
    """One sentence that stands out; with the sign ✗ when it is an error."""
    sign = "<b aria-hidden='true'>✗</b>" if error else ""
    kind = "notice error" if error else "notice"
    role = "alert" if error else "status"
    return f"<div class='{kind}' role='{role}'>{sign}{text(words)}</div>" if words else ""


def trouble(error: GestureError) -> str:
    """An error as its own sentence and what to do about it."""
    return notice(str(error), error=True)


def empty(words: str, button: str = "", action: str = "") -> str:
    """An empty place: what to do, with the button that does it."""
    press = (
        f"<p><button class='plainbutton strong' data-act='{text(action)}'>"
        f"{text(button)}</button></p>"
        if button
        else ""
    )
    return f"<div class='empty'><p>{text(words)}</p>{press}</div>"


def mark(outcome: Outcome, lang: Lang) -> str:
    """The verdict's sign on its colour, with its words for a screen reader."""
    words = text(say(f"verdict.{outcome}", lang))
    return f"<span class='mark {outcome}' title='{words}'>{VERDICT_SIGNS[outcome]}</span>"


def mixed(en: str, zh: str, lang: Lang) -> tuple[str, str]:
    """A name in the interface's language and in the other one, escaped, each tagged."""
    tagged = f"<span lang='en'>{text(en)}</span>", f"<span lang='zh'>{text(zh)}</span>"
    return tagged if lang == "en" else (tagged[1], tagged[0])


def short_model(name: str) -> str:
    """A model's name without the folders before it."""
    return name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or name


def emoji_sign(emoji: str) -> str:
    """``emoji`` in its coloured form also where a font has a plain sign for it."""
    if len(emoji) == 1 and ord(emoji) < 0x1F000:
        return f"{emoji}\ufe0f"
    return emoji
