"""The dialog of one picture: large, judged, with its recipe, its prompts and its neighbours."""

from __future__ import annotations

import json
from collections.abc import Sequence

from markupsafe import Markup

from toolkit.errors import GestureError, StoreError
from toolkit.prompts import DIALECTS, render
from toolkit.rating.flaws import flaws_of
from toolkit.rating.verdicts import Verdict
from toolkit.store import Store
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import GenerationRequest
from toolkit.ui.addresses import address_attribute
from toolkit.ui.html import NOTHING, html, joined, mark, trouble
from toolkit.ui.language.texts import Lang, axis_name, say
from toolkit.ui.language.values import short_model, value_words, values_label
from toolkit.ui.language.verdict_sentences import outcome_words, verdict_sentence
from toolkit.ui.picture_urls import control_url, full_url
from toolkit.ui.sweep.before_after import before_after_html
from toolkit.ui.sweep.grid import RunPictures, place_words, tile
from toolkit.ui.sweep.picture_stage import (
    over_button,
    overlay_html,
    stage_html,
    stepper_html,
)
from toolkit.ui.words.cards import copy_block
from toolkit.ui.words.entry import dialog_start
from toolkit.vocabulary import Vocabulary

NEIGHBOURS = 12
SIZE = "px"
PERSON = "person"
"""The reason of a verdict that a person gave."""
SAID_BY_REASON = ("whole", "flawed", "unclear", "measured")
"""Reasons whose sentence says the outcome too."""
RINGS = 40
"""At most so many flaws are marked on one picture."""


def picture_html(
    view: RunPictures,
    store: Store,
    vocabulary: Vocabulary,
    request_hash: str,
    cell: str,
    lang: Lang,
    *,
    address: str = "",
    over: str = "",
    settings: bool = True,
) -> Markup:
    """Everything about one picture of a run; raises `StoreError` when the run has no such one.

    ``address`` is the dialog's own; ``over`` the hash of another picture of the same gesture and
    seed that is laid over it, "" for none; ``settings`` offers its settings to the Sweep form.
    """
    pair = next((p for p in view.pairs if p[1].hash == request_hash and p[0].id == cell), None)
    if pair is None:
        raise StoreError(
            "That picture is not in this run.",
            hint="Choose it in the grid.",
            code="picture_not_in_run",
        )
    where, request = pair
    verdicts = [
        verdict
        for verdict in store.verdicts(view.run)
        if verdict.request_hash == request.hash and verdict.expected == where.gesture
    ]
    name = value_words("gesture", where.gesture, vocabulary, lang)
    words = place_words(where, request, view.axes, vocabulary, lang)
    return joined(
        [
            dialog_start(words, lang, _attributes(request.hash, where.id, address), "picture"),
            html("<h2>{}</h2>", name),
            stepper_html(lang),
            _picture(
                store,
                (where, request),
                words,
                _rings(verdicts, request, lang),
                _other(view, where, request, over, vocabulary, lang),
                lang,
                settings=settings,
            ),
            before_after_html(view, store, request, lang),
            _control(store, request, lang),
            _verdicts(verdicts, vocabulary, lang),
            html(
                "<h3>{}</h3>{}",
                say("sweep.recipe", lang),
                _recipe(where, request, vocabulary, lang),
            ),
            _prompts(store, view.run, where, request, vocabulary, lang),
            _neighbours(view, where, request, vocabulary, lang),
            html("</div>"),
        ]
    )


def refused_html(error: GestureError, lang: Lang) -> Markup:
    """The dialog where there is no picture to show: the reason, in one sentence."""
    start = dialog_start(say("sweep.recipe", lang), lang, NOTHING, "picture")
    return html("{}{}</div>", start, trouble(error, lang))


def _attributes(request_hash: str, cell: str, address: str) -> Markup:
    """What the page's script knows of the dialog: its address, and which picture it shows."""
    return html(
        "{} data-shows='{}' data-at='{}'",
        address_attribute(address) if address else NOTHING,
        request_hash,
        cell,
    )


def _other(
    view: RunPictures,
    cell: Cell,
    request: GenerationRequest,
    over: str,
    vocabulary: Vocabulary,
    lang: Lang,
) -> tuple[str, tuple[str, str]]:
    """The hash of the picture to lay over, and in what it and the one shown differ, the other's
    words first; "" where it cannot be had."""
    for other, requested in _same_seed(view, cell, request):
        if over and requested.hash == over:
            theirs, own = (
                _changes(cell, other, vocabulary, lang),
                _changes(other, cell, vocabulary, lang),
            )
            return over, (theirs, own)
    return "", ("", "")


def _picture(
    store: Store,
    place: tuple[Cell, GenerationRequest],
    words: str,
    rings: Markup,
    other: tuple[str, tuple[str, str]],
    lang: Lang,
    *,
    settings: bool,
) -> Markup:
    cell, request = place
    over, differ = other
    try:
        url = full_url(store, request.hash)
    except StoreError as error:
        return trouble(error, lang)
    ending = ".png" if request.elsewhere is None else request.elsewhere.ending
    stage = stage_html(url, words, rings)
    if over:
        alone = over_button(request.hash, cell.id, "", lang)
        stage = overlay_html(store, url, differ, over, alone, lang)
    return html(
        "{stage}<div class='acts'><a class='plainbutton' download='{file}' href='{url}'>{said}</a>"
        "{back}</div>",
        stage=stage,
        url=url,
        file=f"gesture-{request.hash[:12]}{ending}",
        said=say("sweep.download" if request.elsewhere is None else "add.download", lang),
        back=_settings_button(request, cell.id, lang) if settings else NOTHING,
    )


def _settings_button(request: GenerationRequest, cell: str, lang: Lang) -> Markup:
    """Its settings on the page again; a picture that was made elsewhere has none of ours."""
    if request.elsewhere is not None:
        return NOTHING
    return html(
        "<button class='plainbutton' data-act='settings' data-picture='{}' data-cell='{}'>{}"
        "</button>",
        request.hash,
        cell,
        say("plan.put_back", lang),
    )


def _rings(verdicts: Sequence[Verdict], request: GenerationRequest, lang: Lang) -> Markup:
    """A ring for each flaw that failed the picture or left its judge unsure, with its kind."""
    found: list[Markup] = []
    for verdict in verdicts:
        if verdict.outcome not in ("fail", "unsure"):
            continue
        for flaw in flaws_of(verdict.details):
            if flaw.x is None or flaw.y is None:
                continue  # its judge cannot point; the sentence names it
            left, top = flaw.x / request.width_px, flaw.y / request.height_px
            if not (0.0 <= left <= 1.0 and 0.0 <= top <= 1.0):
                continue
            side = "west" if left < 0.2 else "east" if left > 0.8 else ""
            found.append(
                html(
                    "<span class='ring {} {} {}' style='left: {:.2f}%; top: {:.2f}%'><b>{}</b>"
                    "</span>",
                    verdict.outcome,
                    side,
                    "low" if top > 0.85 else "",
                    100 * left,
                    100 * top,
                    say(f"flaw.{flaw.kind}", lang),
                )
            )
    return joined(found[:RINGS])


def _control(store: Store, request: GenerationRequest, lang: Lang) -> Markup:
    if request.control is None:
        return NOTHING
    try:
        url = control_url(store, request.control.sha256)
    except StoreError as error:
        return trouble(error, lang)
    return html(
        "<figure class='control'><img alt='{said}' src='{url}'><figcaption>{said}</figcaption>"
        "</figure>",
        said=f"{say('sweep.control_image', lang)}, {request.control.strength:g}",
        url=url,
    )


def _verdicts(verdicts: Sequence[Verdict], vocabulary: Vocabulary, lang: Lang) -> Markup:
    lines = [
        html(
            "<p>{} <span class='asked'>{}</span> {} <span class='quiet'>{}</span></p>",
            mark(verdict.outcome, lang, outcome_words(verdict.outcome, verdict.question, lang)),
            say(f"asked.{verdict.question}", lang),
            _verdict_words(verdict, vocabulary, lang),
            verdict.judge.partition(":")[0],
        )
        for verdict in verdicts
    ]
    if lines:
        return joined(lines)
    return html("<p>{} {}</p>", mark("unjudged", lang), say("verdict.unjudged", lang))


def _verdict_words(verdict: Verdict, vocabulary: Vocabulary, lang: Lang) -> str:
    if verdict.reason == PERSON:
        return say(f"verdict.person.{verdict.outcome}", lang)
    why = verdict_sentence(verdict, vocabulary.gestures, lang)
    if verdict.reason in SAID_BY_REASON:
        return why
    words = outcome_words(verdict.outcome, verdict.question, lang)
    return say("sweep.verdict_by", lang, verdict=words, explanation=why)


def _recipe(cell: Cell, request: GenerationRequest, vocabulary: Vocabulary, lang: Lang) -> Markup:
    values = {
        **{axis: value for axis, value in cell.values if axis not in ("gesture", "model")},
        "seed": str(request.seed),
        "model": f"{short_model(request.model)} {request.revision[:8]}".strip(),
        "steps": str(request.steps),
        "guidance": f"{request.guidance:g}",
        "scheduler": request.scheduler,
        SIZE: f"{request.width_px} × {request.height_px}",
    }
    if request.elsewhere is not None:
        # What nobody knows of it is not there.
        made = {"add.file": request.elsewhere.name, "add.program": request.elsewhere.program}
        unknown = {"seed": request.seed < 0, "steps": not request.steps}
        unknown |= {"guidance": not request.guidance, "scheduler": not request.scheduler}
        unknown |= {"model": not request.model}
        values = {axis: value for axis, value in values.items() if not unknown.get(axis)}
        values = {key: value for key, value in made.items() if value} | values
    rows = joined(
        html(
            "<tr><td>{}</td><td>{}</td></tr>",
            _row_name(axis, lang),
            value_words(axis, value, vocabulary, lang),
        )
        for axis, value in values.items()
    )
    return html("<table>{}</table>", rows)


def _row_name(axis: str, lang: Lang) -> str:
    if axis in ("add.file", "add.program"):
        return say(axis, lang)
    return say("axis.px", lang) if axis == SIZE else axis_name(axis, lang)


def _prompts(
    store: Store,
    run: str,
    cell: Cell,
    request: GenerationRequest,
    vocabulary: Vocabulary,
    lang: Lang,
) -> Markup:
    """The prompt in every dialect where the plan can still be read, else as it was sent."""
    said = {request.dialect: request.prompt} if request.prompt else {}
    try:
        prompt = load_plan(json.loads(store.run(run).plan_json), vocabulary).prompt(cell)
        if request.elsewhere is None and render(prompt, request.dialect) == request.prompt:
            for dialect in DIALECTS:
                said[dialect] = render(prompt, dialect)
    except GestureError:
        pass  # the words have changed since, or one dialect cannot say it: the sent one stays
    parts = [copy_block(dialect, words, lang) for dialect, words in said.items()]
    if request.negative:
        parts.append(copy_block(say("sweep.negative_line", lang), request.negative, lang))
    return joined(parts)


def _neighbours(
    view: RunPictures, cell: Cell, request: GenerationRequest, vocabulary: Vocabulary, lang: Lang
) -> Markup:
    others = _same_seed(view, cell, request)[:NEIGHBOURS]
    if not others:
        return NOTHING
    shown: list[Markup] = []
    for other, requested in others:
        words = _changes(cell, other, vocabulary, lang)
        picture = tile(other.id, view.said[requested.hash, other.gesture], words, lang)
        lay = over_button(request.hash, cell.id, requested.hash, lang)
        shown.append(html("<figure>{}<figcaption>{}</figcaption>{}</figure>", picture, words, lay))
    return html(
        "<h3>{}</h3><div class='strip'>{}</div>", say("sweep.same_seed", lang), joined(shown)
    )


def _same_seed(
    view: RunPictures, cell: Cell, request: GenerationRequest
) -> list[tuple[Cell, GenerationRequest]]:
    """The finished pictures of the same gesture and seed in other words."""
    return [
        (other, requested)
        for other, requested in view.pairs
        if other.gesture == cell.gesture
        and request.seed >= 0
        and requested.seed == request.seed
        and requested.hash != request.hash
        and (requested.hash, other.gesture) in view.said
    ]


def _changes(cell: Cell, other: Cell, vocabulary: Vocabulary, lang: Lang) -> str:
    """What ``other`` has that ``cell`` has not, in words."""
    here = dict(cell.values)
    changed = [(axis, value) for axis, value in other.values if here.get(axis) != value]
    return values_label(changed, vocabulary, lang)
