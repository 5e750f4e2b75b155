"""The look: one paper, one ink, one accent, three verdict colours, one type scale."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.rating.verdicts import Outcome

if TYPE_CHECKING:
    from gradio.themes.base import Base

ACCENT = "#8a2f6b"
# Blue, orange and grey stay apart for every common kind of colour blindness (the contact
# sheets use the same), white with a dark rim by its lightness; a sign always stands beside.
VERDICT_COLOURS: Mapping[Outcome, str] = {
    "pass": "#0072b2",
    "fail": "#c45500",
    "unsure": "#ffffff",
    "unjudged": "#757575",
    "measured": "#5f5a55",
}
VERDICT_SIGNS: Mapping[Outcome, str] = {
    "pass": "✓",
    "fail": "✗",
    "unsure": "?",
    "unjudged": "–",
    "measured": "#",
}

FONTS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
    "sans-serif",
)
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def make_theme() -> Base:
    """Gradio's plain base theme with our fonts and colours; asks no font server for anything."""
    from gradio import themes

    plum = themes.Color(
        c50="#fbf3f8",
        c100="#f5e3ef",
        c200="#e9c4dc",
        c300="#d99ac2",
        c400="#c069a3",
        c500=ACCENT,
        c600="#7a275e",
        c700="#651f4e",
        c800="#4f183d",
        c900="#39112c",
        c950="#240a1c",
    )
    return themes.Base(
        primary_hue=plum,
        secondary_hue=plum,
        neutral_hue="stone",
        font=list(FONTS),
        font_mono=list(MONO),
        text_size="md",
        radius_size="md",
        spacing_size="md",
    ).set(
        body_background_fill="#faf9f6",
        body_background_fill_dark="#1c1b1a",
        body_text_color="#2a2826",
        block_border_width="0px",
        block_shadow="none",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_title_text_weight="600",
        block_title_text_size="14px",
        block_padding="0px",
        panel_background_fill="transparent",
        panel_background_fill_dark="transparent",
        panel_border_width="0px",
        input_background_fill="#ffffff",
        input_border_color="#8f8a84",
        input_border_width="1px",
        button_primary_background_fill="*primary_500",
        button_primary_background_fill_hover="*primary_600",
        button_primary_background_fill_dark="*primary_500",
        button_primary_background_fill_hover_dark="*primary_400",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="#ffffff",
        button_secondary_border_color="#8f8a84",
    )


def css() -> str:
    """The style sheet; `theme.css` and `results.css` beside this module."""
    files = ("theme.css", "results.css")
    return "\n".join(Path(__file__).with_name(file).read_text("utf-8") for file in files)


def page_script() -> str:
    """The JavaScript of every HTML component whose buttons ask something; for ``js_on_load``."""
    return Path(__file__).with_name("page.js").read_text("utf-8")


def start_script() -> str:
    """The JavaScript that runs before the page is shown, and once for all parts; for its head."""
    files = ("start.js", "address.js", "picture.js")
    return "\n".join(Path(__file__).with_name(file).read_text("utf-8") for file in files)
