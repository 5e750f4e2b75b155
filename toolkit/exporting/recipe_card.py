"""The recipe card: what one person found out, so that another can repeat it.

Markdown for people, JSON for programs, the plan as YAML beside them, and some of the pictures.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import yaml

from toolkit.errors import StoreError
from toolkit.exporting.markdown import k_of_n, md_block, md_table, md_text
from toolkit.exporting.source import ExportSource
from toolkit.rating import JudgedCell, YieldRow, yields
from toolkit.reporting.picture_columns import picture_name
from toolkit.reporting.report import link_or_copy
from toolkit.reporting.story import Row, effect_rows
from toolkit.sweeps.contact_sheet import SheetRow, Tile, draw_sheet
from toolkit.sweeps.plan_files import document_yaml

PLAN, CARD, PAGE, STRIP = "plan.yaml", "card.json", "README.md", "strip.png"
STRIP_ROWS, STRIP_COLUMNS = 6, 8
SHOWN_WORDS, SHOWN_VARIANTS = 40, 40
PICTURES = 8


def write_recipe_card(source: ExportSource, folder: Path, *, license_id: str) -> int:
    """Write the card of a run; returns how many variants it tells of.

    `PLAN` draws the same pictures again; a run that was made elsewhere has none. Raises OSError.
    """
    facts = source.facts
    variants = sorted(
        yields(facts.judged, facts.varying),
        key=lambda row: (-1.0 if row.rate is None else row.rate, row.n),
        reverse=True,
    )
    effects = [row for axis in facts.varying for row in effect_rows(facts, axis)]
    drawn = facts.info.added_axes is None
    if drawn:
        plan = cast("dict[str, object]", json.loads(facts.info.plan_json))
        (folder / PLAN).write_text(document_yaml(plan), "utf-8")
    card = card_fields(source, variants, effects)
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", "utf-8")
    kept = _write_pictures(source, variants, folder)
    text = _page(source, card, variants, effects, kept, license_id=license_id)
    (folder / PAGE).write_text(text, "utf-8")
    return len(variants)


def card_fields(
    source: ExportSource, variants: Sequence[YieldRow], effects: Sequence[Row]
) -> dict[str, object]:
    """The card as plain values: words, seeds, models, yields and effects, the command."""
    facts = source.facts
    requests = list(facts.requests.values())
    models = dict.fromkeys((each.model, each.revision) for each in requests)
    words = dict.fromkeys((each.prompt, each.negative, each.dialect) for each in requests)
    settings = dict.fromkeys(
        (each.scheduler, each.steps, each.guidance, each.width_px, each.height_px)
        for each in requests
    )
    names = ("sampler", "steps", "guidance", "width_px", "height_px")
    return {
        "kind": "gesture recipe card",
        "run": facts.info.id,
        "name": source.name,
        "begun": facts.info.created_at.isoformat(),
        "of": facts.of,
        "judge": source.who(facts.judge),
        "gestures": list(dict.fromkeys(cell.gesture for cell in facts.judged)),
        "models": [{"name": name, "revision": revision} for name, revision in models],
        "words": [
            {"prompt": prompt, "negative": negative, "dialect": dialect}
            for prompt, negative, dialect in words
        ],
        "settings": [dict(zip(names, each, strict=True)) for each in settings],
        "seeds": list(dict.fromkeys(cell.seed_words for cell in facts.judged)),
        "yields": [
            {
                "values": dict(row.values),
                "k": row.k,
                "n": row.n,
                "low": row.low,
                "high": row.high,
                "unsure": row.unsure,
                "unjudged": row.unjudged,
            }
            for row in variants
        ],
        "effects": list(effects),
        "command": command(source),
        "hashes": list(facts.requests),
    }


def command(source: ExportSource) -> str:
    """What draws the same pictures again, beside the card; "" for a run made elsewhere."""
    info = source.facts.info
    if info.added_axes is not None:
        return ""
    plan = cast("dict[str, object]", json.loads(info.plan_json))
    own = " --vocab DIR" if plan.get("vocabulary") else ""
    return f"gesture sweep {PLAN}{own}"


def _write_pictures(source: ExportSource, variants: Sequence[YieldRow], folder: Path) -> list[Path]:
    """A strip of the variants on the same seeds, and some pictures of the best one."""
    facts = source.facts
    by = facts.varying
    places = {(_values(cell, by), cell.gesture, cell.seed): cell for cell in reversed(facts.judged)}
    # Gestures in turn, so that a strip of eight shows more than the first one's seeds.
    turn: dict[tuple[str, int], int] = {}
    met: Counter[str] = Counter()
    for place in dict.fromkeys((cell.gesture, cell.seed) for cell in facts.judged):
        turn[place] = met[place[0]]
        met[place[0]] += 1
    order = sorted(turn, key=turn.__getitem__)
    columns = order[:STRIP_COLUMNS]
    rows: list[SheetRow] = []
    for row in [*variants[: STRIP_ROWS - 1], *variants[STRIP_ROWS - 1 :][-1:]]:
        tiles = [_tile(source, places.get((row.values, *column))) for column in columns]
        label = ", ".join(f"{axis} {value}"[:40] for axis, value in row.values) or "all"
        rows.append(SheetRow(label=label, tiles=tuple(tiles)))
    heads = [f"{gesture[:9]} {seed if seed >= 0 else f'no. {-seed}'}" for gesture, seed in columns]
    draw_sheet(source.name, heads, rows).save(folder / STRIP)
    kept: list[Path] = []
    (folder / "pictures").mkdir()
    for column in columns[:PICTURES]:
        cell = places.get((variants[0].values, *column))
        path = None if cell is None else source.picture_file(cell)
        if cell is not None and path is not None:
            kept.append(folder / "pictures" / f"{picture_name(cell.request_hash)}{path.suffix}")
            if not kept[-1].exists():
                link_or_copy(path, kept[-1])
    return kept


def _tile(source: ExportSource, cell: JudgedCell | None) -> Tile:
    if cell is None:
        return Tile(picture=None)
    try:
        return Tile(picture=source.store.read_image(cell.request_hash), mark=cell.outcome)
    except StoreError:
        return Tile(picture=None)


def _values(cell: JudgedCell, by: Sequence[str]) -> tuple[tuple[str, str], ...]:
    named = dict(cell.values)
    return tuple((axis, named.get(axis, "")) for axis in by)


def _page(
    source: ExportSource,
    card: dict[str, object],
    variants: Sequence[YieldRow],
    effects: Sequence[Row],
    kept: Sequence[Path],
    *,
    license_id: str,
) -> str:
    facts = source.facts
    front = {
        "license": license_id,
        "pretty_name": f"recipe card: {source.name}",
        "tags": ["hands", "gestures", "prompts", "gesture-toolkit"],
        "viewer": False,
    }
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    asked = {
        "gesture": "show the gesture asked for",
        "form": "have well-formed hands",
        "both": "show the gesture asked for with well-formed hands",
    }[facts.of if facts.of in ("gesture", "form", "both") else "both"]
    parts = [
        f"---\n{head}---\n",
        f"# Recipe card: {md_text(source.name)}\n",
        f"![The variants on the same seeds]({STRIP})\n",
        f"## What was found\n\nCounted are pictures that {asked}, judged by "
        f"{md_text(source.who(facts.judge) or 'the newest machine judges')}.\n",
        _yield_table(variants),
        _effect_table(effects),
        f"## Words\n\n{_words(card)}",
        f"## Made with\n\n{_made_with(card)}",
        f"## Repeat it\n\n{_repeat(str(card['command']))}",
    ]
    if kept:
        listed = "\n".join(f"![picture](pictures/{file.name})" for file in kept)
        parts.append(f"## Pictures of the best\n\nEach carries its recipe.\n\n{listed}\n")
    return "\n".join(part for part in parts if part)


def _yield_table(variants: Sequence[YieldRow]) -> str:
    axes = [axis for axis, _ in variants[0].values] if variants else []
    rows = [
        [
            *(md_text(value) or "–" for _, value in row.values),
            k_of_n(row.k, row.n, row.low, row.high),
            str(row.unsure),
            str(row.unjudged),
        ]
        for row in variants[:SHOWN_VARIANTS]
    ]
    more = len(variants) - SHOWN_VARIANTS
    table = md_table([*map(md_text, axes), "passed", "unsure", "unjudged"], rows)
    return table + (f"\n{more:,} more variants are in `{CARD}`.\n" if more > 0 else "")


def _effect_table(effects: Sequence[Row]) -> str:
    if not effects:
        return ""
    rows = [
        [
            f"{md_text(str(row['axis']))}: {md_text(str(row['value']))} against "
            f"{md_text(str(row['reference']))}",
            f"{row['difference']:+.0%}",
            "–" if row["low"] is None else f"{row['low']:+.0%} to {row['high']:+.0%}",
            f"{row['pairs']} pairs, {row['seeds']} seeds" if row["paired"] else "two groups",
            f"{row['p_adjusted']:.3f}",
        ]
        for row in effects[:SHOWN_VARIANTS]
    ]
    return "## Which words help\n\n" + md_table(
        ["compared on the same seeds", "change", "95 % interval", "of", "p (Holm)"], rows
    )


def _words(card: dict[str, object]) -> str:
    words = cast("list[dict[str, str]]", card["words"])
    blocks = [
        md_block(each["prompt"] + (f"\n\nNegative: {each['negative']}" if each["negative"] else ""))
        for each in words[:SHOWN_WORDS]
    ]
    more = len(words) - SHOWN_WORDS
    tail = f"\n{more:,} more are in `{CARD}`.\n" if more > 0 else ""
    return f"As the model read them ({md_text(words[0]['dialect'])}):\n\n{''.join(blocks)}{tail}"


def _made_with(card: dict[str, object]) -> str:
    models = cast("list[dict[str, str]]", card["models"])
    settings = cast("list[dict[str, object]]", card["settings"])
    seeds = cast("list[str]", card["seeds"])
    shown = ", ".join(seeds[:24]) + (f" … {len(seeds):,} in all" if len(seeds) > 24 else "")
    rows = [
        *(
            ["model", f"{md_text(each['name'])}, revision `{each['revision'] or 'not known'}`"]
            for each in models
        ),
        ["gestures", ", ".join(map(md_text, cast("list[str]", card["gestures"])))],
        ["seeds", md_text(shown)],
        *(
            ["settings", ", ".join(f"{name} {md_text(str(value))}" for name, value in each.items())]
            for each in settings[:SHOWN_WORDS]
        ),
    ]
    return md_table(["what", ""], rows)


def _repeat(said: str) -> str:
    if not said:
        return "These pictures were made elsewhere: no plan of ours draws them again.\n"
    own = (
        "\nThe words are somebody's own: `DIR` is the folder of their vocabulary, which is not in "
        "this card.\n"
        if "--vocab" in said
        else ""
    )
    judged = "gesture judge latest\ngesture report latest --output report"
    return md_block(f"{said}\n{judged}", "console") + own
