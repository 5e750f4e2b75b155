"""The three answers of the Results tab: each a plot, a table, a download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.rating import (
    Effect,
    KnownAnswer,
    Ranking,
    Vote,
    effects,
    ranking,
    smallest_p,
    verdict_ranking,
    yields,
)
from toolkit.rating.judged import JudgedCell
from toolkit.reporting.story import votes_to_tell
from toolkit.ui.html import NOTHING, empty, html, joined, notice, trouble
from toolkit.ui.language.texts import Lang, axis_name, say
from toolkit.ui.language.values import value_label, values_label
from toolkit.ui.results.picture_sets import change_text, set_text
from toolkit.ui.results.plots import Bar, forest_html, share_html
from toolkit.ui.results.tables import Table, download_html, table_html
from toolkit.ui.results.variant_names import values_of_variants, variant_names
from toolkit.vocabulary import Vocabulary


def yields_answer(
    judged: Sequence[JudgedCell], by: Sequence[str], run: str, vocabulary: Vocabulary, lang: Lang
) -> Markup:
    """How many pass the question that was asked, by some axes; unjudged rows are grey.

    Where both questions were judged, each one's share stands beside.
    """
    # The best first; rows that nobody judged stand last.
    rows = sorted(
        yields(judged, by), key=lambda row: -1.0 if row.rate is None else row.rate, reverse=True
    )
    bars = [
        Bar(
            label=values_label(row.values, vocabulary, lang),
            value=row.rate,
            low=row.low,
            high=row.high,
            words=say("results.k_of_n", lang, k=row.k, n=row.n)
            if row.n
            else f"{row.unjudged} {say('results.col.unjudged', lang)}",
            opens=set_text("where", row.values),
        )
        for row in rows
    ]
    apart = any(row.gesture.n and row.form.n for row in rows)
    columns = ("k", "yield", "interval", *(("gesture", "form") if apart else ()))
    table = Table(
        columns=[
            ", ".join(axis_name(axis, lang) for axis in by),
            *(say(f"results.col.{key}", lang) for key in columns),
            *(say(f"results.col.{key}", lang) for key in ("no_hand", "unsure", "unjudged")),
        ],
        rows=[
            (
                bar.label,
                say("results.k_of_n", lang, k=row.k, n=row.n) if row.n else "–",
                _percent(row.rate),
                f"{_percent(row.low)} – {_percent(row.high)}" if row.n else "–",
                *((_percent(row.gesture.rate), _percent(row.form.rate)) if apart else ()),
                str(row.no_hand) if row.n else "–",
                str(row.unsure) if row.n else "–",
                str(row.unjudged),
            )
            for bar, row in zip(bars, rows, strict=True)
        ],
        opens=[bar.opens for bar in bars],
        grey=frozenset(i for i, row in enumerate(rows) if not row.n),
    )
    link = download_html(
        (
            *(*by, "k", "n", "no_hand", "unjudged", "yield", "low", "high", "of", "unsure"),
            *("gesture_k", "gesture_n", "form_k", "form_n"),
        ),
        [
            (
                *(value for _, value in row.values),
                row.k,
                row.n,
                row.no_hand,
                row.unjudged,
                "" if row.rate is None else row.rate,
                row.low,
                row.high,
                row.of,
                row.unsure,
                *(row.gesture.k, row.gesture.n, row.form.k, row.form.n),
            )
            for row in rows
        ],
        f"yields-{run}",
        lang,
    )
    unjudged = sum(row.unjudged for row in rows)
    lost = not any(row.n for row in rows)
    words = notice(say("results.unjudged_all", lang, n=unjudged) if lost else "")
    of = rows[0].of if rows else "gesture"
    plot = share_html(bars, axis=say(f"results.axis_share.{of}", lang))
    return joined([words, plot, table_html(table), link])


def words_answer(
    judged: Sequence[JudgedCell], axis: str, run: str, vocabulary: Vocabulary, lang: Lang
) -> Markup:
    """Which words help: same-seed differences with intervals."""
    # Before two values of an axis are there, there is no axis to compare on.
    found = effects(judged, axis) if axis else ()
    if not found:
        return empty(say("results.words_none", lang))
    named = [
        f"{value_label(axis, each.value, vocabulary, lang)} − "
        f"{value_label(axis, each.reference, vocabulary, lang)}"
        for each in found
    ]
    bars = [
        Bar(
            label=name,
            value=each.difference.difference,
            low=each.difference.low,
            high=each.difference.high,
            words=f"{each.difference.difference:+.0%}",
            opens=change_text(axis, each.reference, each.value),
        )
        for name, each in zip(named, found, strict=True)
    ]
    timed = ("seconds",) if any(each.seconds is not None for each in found) else ()
    table = Table(
        columns=[
            say(f"results.col.{key}", lang)
            for key in ("compared", "change", "interval", "pairs", "p", *timed)
        ],
        rows=[
            (
                bar.label,
                f"{each.difference.difference:+.0%}",
                f"{each.difference.low:+.0%} – {each.difference.high:+.0%}",
                str(each.difference.pairs) if each.paired else "–",
                f"{each.p_adjusted:.3f}" if each.p_adjusted >= 0.001 else "< 0.001",
                *(("–" if each.seconds is None else f"{each.seconds:+.2f}",) if timed else ()),
            )
            for bar, each in zip(bars, found, strict=True)
        ],
        opens=[bar.opens for bar in bars],
    )
    link = download_html(
        ("axis", "value", "reference", "gain", "low", "high", "p_adjusted", "n_pairs", "seconds"),
        [
            (
                axis,
                each.value,
                each.reference,
                each.difference.difference,
                each.difference.low,
                each.difference.high,
                each.p_adjusted,
                each.difference.pairs,
                "" if each.seconds is None else each.seconds,
            )
            for each in found
        ],
        f"words-{run}",
        lang,
    )
    plot = forest_html(bars, axis=say("results.axis_change", lang), percent=True)
    paired = [each.difference.seeds for each in found if each.paired]
    warning = few_seeds(max(paired), lang) if paired else NOTHING
    apart = unpaired_words(found, lang)
    mended = mending_words(axis, found, lang)
    return joined([warning, apart, mended, plot, table_html(table), link])


def unpaired_words(found: Sequence[Effect], lang: Lang) -> Markup:
    """That whole groups were compared, where no seed was shared."""
    if all(each.paired for each in found):
        return NOTHING
    return notice(say("add.unpaired", lang))


def mending_words(axis: str, found: Sequence[Effect], lang: Lang) -> Markup:
    """That the judge which chose the hands favours their mending, where it chose them."""
    if axis != "mend" or all(" all" in each.value for each in found):
        return NOTHING
    return notice(say("mend.favours", lang))


def few_seeds(seeds: int, lang: Lang) -> Markup:
    """A warning where so many seeds can prove nothing, whatever the difference."""
    if smallest_p(seeds) <= 0.05:
        return NOTHING
    least = f"{smallest_p(seeds):.3f}"
    return notice(say("results.few_seeds", lang, seeds=seeds, p=least))


def rank_answer(
    judged: Sequence[JudgedCell],
    votes: Sequence[Vote],
    source: str,
    run: str,
    vocabulary: Vocabulary,
    lang: Lang,
    known: Iterable[KnownAnswer] = (),
) -> Markup:
    """Which variant is best: strengths with intervals and the votes behind them; ``known`` are
    raters' answers to known pairs."""
    try:
        if source == "verdicts":
            ranked = verdict_ranking(judged)
        else:
            ranked = ranking(judged, votes, known=known)
    except GestureError as error:
        return trouble(error, lang)
    note = NOTHING
    if source == "votes" and votes:
        winners = [vote.winner for vote in votes]
        counted = say(
            "results.votes_note",
            lang,
            votes=len(votes),
            both_bad=winners.count("both_bad"),
            not_sure=winners.count("not_sure"),
        )
        told = [counted, *_left_out(ranked, lang)]
        note = html("<p class='quiet' id='votes-note'>{}</p>", " ".join(told))
    if not ranked.strengths:
        if source == "verdicts":
            return empty(say("results.words_none", lang))
        words = empty(say("results.rank_none", lang), say("results.go_rate", lang), "rate")
        return joined([note, words])
    names = variant_names(judged, vocabulary, lang)
    opens = {
        label: set_text("where", values) for label, values in values_of_variants(judged).items()
    }
    bars = [
        Bar(
            label=names.get(each.variant, each.variant),
            value=each.strength,
            low=each.low,
            high=each.high,
            words=f"{each.strength:+.2f}",
            opens=opens.get(each.variant, ""),
        )
        for each in ranked.strengths
    ]
    table = Table(
        columns=[
            say(f"results.col.{key}", lang)
            for key in ("variant", "strength", "interval", "votes", "record")
        ],
        rows=[
            (
                bar.label,
                f"{each.strength:+.2f}",
                f"{each.low:+.2f} – {each.high:+.2f}",
                str(each.votes),
                f"{each.wins} – {each.losses} – {each.ties}",
            )
            for bar, each in zip(bars, ranked.strengths, strict=True)
        ],
        opens=[bar.opens for bar in bars],
    )
    islands = say("results.islands", lang, n=len(ranked.components))
    warning = notice("" if ranked.connected else islands)
    link = download_html(
        ("variant", "strength", "low", "high", "votes", "wins", "losses", "ties", "component"),
        [
            (s.variant, s.strength, s.low, s.high, s.votes, s.wins, s.losses, s.ties, s.component)
            for s in ranked.strengths
        ],
        f"ranking-{run}",
        lang,
    )
    plot = forest_html(bars, axis=say("results.axis_strength", lang), percent=False)
    needed = _votes_needed(ranked, lang) if source == "votes" else NOTHING
    return joined([note, warning, needed, plot, table_html(table), link])


def _votes_needed(ranked: Ranking, lang: Lang) -> Markup:
    """How many votes more would tell first and second apart, where that can be said."""
    if all(not (each.wins or each.losses) for each in ranked.strengths):
        return notice(say("results.all_ties", lang))
    more = votes_to_tell(ranked)
    if more is None:
        return NOTHING
    key = "results.votes_more" if more else "results.votes_settled"
    return html("<p class='quiet' id='votes-more'>{}</p>", say(key, lang, n=more))


def _left_out(ranked: Ranking, lang: Lang) -> list[str]:
    """How many raters do not count and why, and their share of the votes; not who they are."""
    if not ranked.excluded:
        return []
    causes = Counter(each.cause for each in ranked.excluded)
    reasons = [say(f"results.left_out.{cause}", lang, n=n) for cause, n in causes.most_common()]
    return [
        say(
            "results.left_out",
            lang,
            raters=len(ranked.excluded),
            share=_percent(ranked.excluded_share),
            reasons="; ".join(reasons),
        )
    ]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
