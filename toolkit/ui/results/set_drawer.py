"""The drawer of the pictures behind a figure, and of two values side by side on the same seeds."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.rating import PEOPLE, varying_axes
from toolkit.rating.differences.paired import same_but
from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import values_on
from toolkit.ui.addresses import address_attribute
from toolkit.ui.html import NOTHING, empty, html, joined, trouble
from toolkit.ui.language.texts import Lang, number, say
from toolkit.ui.language.values import value_label, values_label
from toolkit.ui.results.choice import ResultsChoice
from toolkit.ui.results.picture_sets import (
    SHOWS,
    PictureSet,
    differing,
    pictures_told,
    pictures_where,
    read_set,
    shown_of,
)
from toolkit.ui.results.run_answers import judged_of
from toolkit.ui.state import AppState
from toolkit.ui.sweep.grid import tile
from toolkit.ui.words.entry import dialog_start
from toolkit.vocabulary import Vocabulary

TILES, MOST_TILES, PAIRS = 120, 1200, 40

Pair = tuple[JudgedCell, JudgedCell]


def set_drawer(
    shared: AppState, choice: ResultsChoice, text: str, show: str, count: int, lang: Lang
) -> Markup:
    """The drawer of the pictures that ``text`` names, of the run that is shown; at most ``count``.

    An error of what was asked for is a sentence in the drawer.
    """
    try:
        wanted = read_set(text, show)
        run = shared.run(choice.run)
        judged = judged_of(shared, run.id, choice)
        body, title = _body(shared, choice, judged, wanted, count, lang)
    except GestureError as error:
        start = dialog_start(say("set.everything", lang), lang, NOTHING, "pictures")
        return html("{}{}</div>", start, trouble(error, lang))
    said = {"show": "" if wanted.show == "all" else wanted.show}
    address = address_attribute(choice.address(set=wanted.text, **said))
    return html(
        "{}<h2>{}</h2>{}</div>", dialog_start(title, lang, address, "pictures"), title, body
    )


def _body(
    shared: AppState,
    choice: ResultsChoice,
    judged: Sequence[JudgedCell],
    wanted: PictureSet,
    count: int,
    lang: Lang,
) -> tuple[Markup, str]:
    words = shared.vocabulary
    if wanted.kind == "change":
        axis, before, after = (wanted.value(name) for name in ("axis", "before", "after"))
        title = say(
            "set.change",
            lang,
            before=value_label(axis, before, words, lang),
            after=value_label(axis, after, words, lang),
        )
        return strips_html(judged, (axis, before, after), words, lang), title
    if wanted.kind == "told":
        machine = judged_of(shared, choice.run, choice, wanted.value("judge"), wanted.value("of"))
        people = judged_of(shared, choice.run, choice, PEOPLE, wanted.value("of"))
        said = wanted.value("machine"), wanted.value("people")
        cells = pictures_told(machine, people, said)
        title = " · ".join(
            f"{say(f'results.agree_{who}', lang)}: {_outcome(outcome, lang)}"
            for who, outcome in zip(("judge", "people"), said, strict=True)
        )
    else:
        cells = pictures_where(judged, wanted.pairs)
        title = values_label(wanted.pairs, words, lang) or say("set.everything", lang)
    return _pictures(cells, judged, wanted, count, words, lang), title


def _outcome(outcome: str, lang: Lang) -> str:
    return say(f"verdict.{outcome}", lang) if outcome in ("pass", "fail", "unsure") else outcome


def _pictures(
    cells: Sequence[JudgedCell],
    judged: Sequence[JudgedCell],
    wanted: PictureSet,
    count: int,
    vocabulary: Vocabulary,
    lang: Lang,
) -> Markup:
    differs = differing(judged)
    chips = joined(
        html(
            "<button class='chip' data-act='set' data-set='{}' data-show='{}' "
            "aria-pressed='{}'>{}</button>",
            wanted.text,
            show,
            "true" if show == wanted.show else "false",
            say(f"set.{show}", lang, n=number(len(shown_of(cells, show, differs)))),
        )
        for show in SHOWS
    )
    found = shown_of(cells, wanted.show, differs)
    kept = found[: min(max(1, count), MOST_TILES)]
    # What all of them share is in the title.
    varying = [axis for axis in varying_axes(judged) if axis not in dict(wanted.pairs)]
    axes = [*([] if "gesture" in dict(wanted.pairs) else ["gesture"]), *varying, "seed"]
    tiles = joined(_figure(cell, axes, vocabulary, lang) for cell in kept)
    return html(
        "<div class='chips' role='group' aria-label='{}'>{}</div>{}{}",
        say("set.filter", lang),
        chips,
        html("<div class='strip shelf'>{}</div>", tiles) if kept else empty(say("set.none", lang)),
        _more(wanted, len(kept), len(found), lang),
    )


def _more(wanted: PictureSet, shown: int, total: int, lang: Lang) -> Markup:
    if shown == total:
        return NOTHING
    button = html(
        "<button class='plainbutton' data-act='set' data-set='{}' data-show='{}' "
        "data-count='{}'>{}</button>",
        wanted.text,
        wanted.show,
        shown + 2 * TILES,
        say("set.more", lang),
    )
    cut = say("set.cut", lang, n=number(shown), total=number(total))
    return html("<p class='quiet'>{}</p>{}", cut, button if shown < MOST_TILES else NOTHING)


def _figure(cell: JudgedCell, axes: Sequence[str], vocabulary: Vocabulary, lang: Lang) -> Markup:
    values = [pair for pair in values_on(cell, axes) if pair[1]]
    words = values_label(values, vocabulary, lang)
    return html(
        "<figure>{}<figcaption>{}</figcaption></figure>",
        tile(cell.cell, cell, words, lang),
        words,
    )


def strips_html(
    judged: Sequence[JudgedCell],
    change: tuple[str, str, str],
    vocabulary: Vocabulary,
    lang: Lang,
) -> Markup:
    """Before and after on the same seeds: what got better, what got worse, what stayed.

    ``change`` is an axis and two of its values. Raises as `same_but`.
    """
    axis, before, after = change
    pairs = same_but(judged, axis, before, after)
    if not pairs:
        return empty(say("set.no_pairs", lang))
    groups: dict[str, list[Pair]] = {"better": [], "worse": [], "same": [], "unjudged": []}
    for pair in pairs:
        groups[_went(pair)].append(pair)
    axes = ["gesture", *(each for each in varying_axes(judged) if each != axis), "seed"]
    return html(
        "<div class='shelf'>{}</div>",
        joined(
            html(
                "<h3>{}</h3><div class='pairs'>{}</div>{}",
                say(f"set.{name}", lang, n=number(len(group))),
                joined(_pair(pair, axis, axes, vocabulary, lang) for pair in group[:PAIRS]),
                html(
                    "<p class='quiet'>{}</p>",
                    say("set.cut", lang, n=number(PAIRS), total=number(len(group))),
                )
                if len(group) > PAIRS
                else NOTHING,
            )
            for name, group in groups.items()
            if group
        ),
    )


def _went(pair: Pair) -> str:
    before, after = pair
    if before.number is not None and after.number is not None:
        gain = after.number - before.number
    elif {"unjudged", "measured"} & {before.outcome, after.outcome}:
        return "unjudged"
    else:
        gain = (after.outcome == "pass") - (before.outcome == "pass")
    return "better" if gain > 0 else "worse" if gain < 0 else "same"


def _pair(pair: Pair, axis: str, axes: Sequence[str], vocabulary: Vocabulary, lang: Lang) -> Markup:
    values = [each for each in values_on(pair[0], axes) if each[1]]
    words = values_label(values, vocabulary, lang)
    tiles = joined(
        tile(
            cell.cell,
            cell,
            f"{words}: {value_label(axis, cell.value(axis), vocabulary, lang)}",
            lang,
        )
        for cell in pair
    )
    return html("<figure><div>{}</div><figcaption>{}</figcaption></figure>", tiles, words)
