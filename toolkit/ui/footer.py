"""The line at the foot of the page: where votes are kept and until when, and what is on its way."""

from __future__ import annotations

from markupsafe import Markup

from toolkit.ui.html import NOTHING, html, joined
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.state import AppState


def footer_html(shared: AppState, lang: Lang) -> Markup:
    """What a visitor is to know; nothing on one's own machine."""
    if not shared.settings.strangers:
        return NOTHING
    said = [say(f"foot.votes.{shared.votes_kept}", lang)]
    if not shared.judge_here():
        said.append(say("foot.no_judge", lang))
    limits = shared.settings.limits
    said.append(
        say(
            "foot.limits",
            lang,
            plan=limits.pictures_a_plan,
            hour=limits.pictures_an_hour,
            days=limits.picture_days,
        )
    )
    kept = html(
        "<details class='kept'><summary>{}</summary>{}</details>",
        say("foot.kept", lang),
        joined(html("<p>{}</p>", say(f"foot.kept.{n}", lang)) for n in range(1, 5)),
    )
    return joined([html("<p class='quiet'>{}</p>", " · ".join(said)), kept])
