"""The drawer of one picture: large, judged, with its recipe, its prompts and its neighbours."""

from __future__ import annotations

import json

from toolkit.errors import GestureError, StoreError
from toolkit.prompts import DIALECTS, render
from toolkit.store import Store
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.plan import load_plan
from toolkit.sweeps.requests import GenerationRequest
from toolkit.ui.html import emoji_sign, mark, short_model, text, trouble
from toolkit.ui.language.texts import Lang, axis_name, say
from toolkit.ui.language.verdict_sentences import verdict_sentence
from toolkit.ui.picture_urls import control_url, full_url
from toolkit.ui.sweep.grid import RunView, tile
from toolkit.ui.words.cards import copy_block
from toolkit.vocabulary import Vocabulary

NEIGHBOURS = 12


def picture_html(
    view: RunView, store: Store, vocabulary: Vocabulary, request_hash: str, cell: str, lang: Lang
) -> str:
    """Everything about one picture of a run; raises `StoreError` when the run has no such one."""
    pair = next((p for p in view.pairs if p[1].hash == request_hash and p[0].id == cell), None)
    if pair is None:
        raise StoreError(
            "That picture is not in this run.",
            hint="Choose it in the grid.",
            code="picture_not_in_run",
        )
    where, request = pair
    gesture = vocabulary.gestures.get(where.gesture)
    name = where.gesture
    if gesture is not None:
        said = gesture.name.en if lang == "en" else gesture.name.zh
        name = f"{emoji_sign(gesture.emoji)} {said}".strip()
    return "".join(
        [
            f"<div class='drawer' role='dialog' aria-label='{text(name)}'>",
            "<button class='close' data-act='close' "
            f"aria-label='{text(say('words.close', lang))}'>✕</button>",
            f"<h2>{text(name)}</h2>",
            _picture(store, request, lang),
            _control(store, request, lang),
            _verdicts(store, view.run, where, request, vocabulary, lang),
            f"<h3>{text(say('sweep.recipe', lang))}</h3>{_recipe(where, request, lang)}",
            _prompts(store, view.run, where, request, vocabulary, lang),
            _neighbours(view, where, request, lang),
            "</div>",
        ]
    )


def _picture(store: Store, request: GenerationRequest, lang: Lang) -> str:
    try:
        url = full_url(store, request.hash)
    except StoreError as error:
        return trouble(error)
    file = f"gesture-{request.hash[:12]}.png"
    return (
        f"<img class='big' alt='{text(request.prompt)}' src='{url}'>"
        f"<div class='acts'><a class='plainbutton' download='{file}' href='{url}'>"
        f"{text(say('sweep.download', lang))}</a></div>"
    )


def _control(store: Store, request: GenerationRequest, lang: Lang) -> str:
    if request.control is None:
        return ""
    try:
        url = control_url(store, request.control.sha256)
    except StoreError as error:
        return trouble(error)
    said = f"{say('sweep.control_image', lang)}, {request.control.strength:g}"
    return (
        f"<figure class='control'><img alt='{text(said)}' src='{url}'>"
        f"<figcaption>{text(said)}</figcaption></figure>"
    )


def _verdicts(
    store: Store,
    run: str,
    cell: Cell,
    request: GenerationRequest,
    vocabulary: Vocabulary,
    lang: Lang,
) -> str:
    said = [
        verdict
        for verdict in store.verdicts(run)
        if verdict.request_hash == request.hash and verdict.expected == cell.gesture
    ]
    lines: list[str] = []
    for verdict in said:
        words = say(f"verdict.{verdict.outcome}", lang)
        why = verdict_sentence(verdict, vocabulary.gestures, lang)
        words = say("sweep.verdict_by", lang, verdict=words, explanation=why)
        lines.append(
            f"<p>{mark(verdict.outcome, lang)} {text(words)} "
            f"<span class='quiet'>{text(verdict.judge.partition(':')[0])}</span></p>"
        )
    return (
        "".join(lines) or f"<p>{mark('unjudged', lang)} {text(say('verdict.unjudged', lang))}</p>"
    )


def _recipe(cell: Cell, request: GenerationRequest, lang: Lang) -> str:
    values = {
        **{axis: value for axis, value in cell.values if axis not in ("gesture", "model")},
        "seed": request.seed,
        "model": f"{short_model(request.model)} {request.revision[:8]}",
        "steps": request.steps,
        "guidance": f"{request.guidance:g}",
        "scheduler": request.scheduler,
        "px": f"{request.width_px} × {request.height_px}",
    }
    rows = "".join(
        f"<tr><td>{text(axis_name(axis, lang))}</td><td>{text(value)}</td></tr>"
        for axis, value in values.items()
    )
    return f"<table>{rows}</table>"


def _prompts(
    store: Store,
    run: str,
    cell: Cell,
    request: GenerationRequest,
    vocabulary: Vocabulary,
    lang: Lang,
) -> str:
    """The prompt in every dialect where the plan can still be read, else as it was sent."""
    said = {request.dialect: request.prompt}
    try:
        prompt = load_plan(json.loads(store.run(run).plan_json), vocabulary).prompt(cell)
        if render(prompt, request.dialect) == request.prompt:
            for dialect in DIALECTS:
                said[dialect] = render(prompt, dialect)
    except GestureError:
        pass  # the words have changed since, or one dialect cannot say it: the sent one stays
    parts = [copy_block(dialect, words, lang) for dialect, words in said.items()]
    if request.negative:
        parts.append(copy_block(say("sweep.negative_line", lang), request.negative, lang))
    return "".join(parts)


def _neighbours(view: RunView, cell: Cell, request: GenerationRequest, lang: Lang) -> str:
    others = [
        (other, asked)
        for other, asked in view.pairs
        if other.gesture == cell.gesture
        and asked.seed == request.seed
        and asked.hash != request.hash
        and (asked.hash, other.gesture) in view.outcomes
    ][:NEIGHBOURS]
    if not others:
        return ""
    here = dict(cell.values)
    shown: list[str] = []
    for other, asked in others:
        change = ", ".join(
            f"{axis_name(axis, lang)} {short_model(value) if axis == 'model' else value}"
            for axis, value in other.values
            if here.get(axis) != value
        )
        outcome = view.outcomes[asked.hash, other.gesture]
        picture = tile(asked.hash, other.id, outcome, change, lang)
        shown.append(f"<figure>{picture}<figcaption>{text(change)}</figcaption></figure>")
    title = text(say("sweep.same_seed", lang))
    return f"<h3>{title}</h3><div class='strip'>{''.join(shown)}</div>"
