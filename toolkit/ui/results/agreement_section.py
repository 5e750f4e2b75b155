"""Do judge and people agree? Counts of who said what, and what the judge's pass is worth."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from toolkit.rating import PEOPLE, Outcome, Verdict, agreements, wilson_interval
from toolkit.rating.raters.agreement import ANSWERS, JudgeAgreement
from toolkit.ui.html import empty, html, joined, mark, notice
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.language.verdict_sentences import outcome_words
from toolkit.ui.results.picture_sets import set_text
from toolkit.ui.results.tables import download_html

FEW = 30
MOST = 8


def agreement_answer(verdicts: Sequence[Verdict], run: str, lang: Lang) -> Markup:
    """Each machine judge against people's majority, on the pictures that both looked at."""
    found = [pair for pair in agreements(verdicts) if pair.second == PEOPLE][:MOST]
    if not found:
        return empty(say("results.agree_none", lang), say("results.go_rate", lang), "rate")
    rows = [
        (pair.of, pair.first, one, two, count)
        for pair in found
        for one, two, count in pair.answers.confusion
    ]
    link = download_html(
        ("of", "judge", "judge_said", "people_said", "pictures"), rows, f"agreement-{run}", lang
    )
    return joined([*(_pair(pair, lang) for pair in found), link])


def _pair(pair: JudgeAgreement, lang: Lang) -> Markup:
    told = pair.answers
    alike = sum(count for one, two, count in told.confusion if one == two)
    passed = told.count("pass", "pass")
    of_judge = sum(told.count("pass", each) for each in ANSWERS)
    of_people = sum(told.count(each, "pass") for each in ANSWERS)
    kappa = (
        html(
            "<p class='quiet'>{}</p>",
            say(
                "results.agree_kappa",
                lang,
                kappa=f"{told.kappa:.2f}",
                low=f"{told.low:.2f}",
                high=f"{told.high:.2f}",
            ),
        )
        if told.kappa is not None and told.low is not None and told.high is not None
        else ""
    )
    return html(
        "<div class='agree'><h3>{} · {}</h3><p>{}</p><div class='sides-of'>{}<div>{}{}{}</div>"
        "</div>{}</div>",
        pair.first,
        say(f"asked.{pair.of}", lang),
        say("results.agree_both", lang, judge=pair.first, n=told.n, k=alike),
        _counts(pair, lang),
        _share("precision", passed, of_judge, lang),
        _share("recall", passed, of_people, lang),
        kappa,
        notice(say("results.agree_few", lang)) if told.n < FEW else "",
    )


def _share(which: str, k: int, n: int, lang: Lang) -> Markup:
    low, high = wilson_interval(k, n)
    share = f"{k / n:.0%}" if n else "–"
    words = say(
        f"results.agree_{which}", lang, share=share, k=k, n=n, low=f"{low:.0%}", high=f"{high:.0%}"
    )
    return html("<p>{}</p>", words)


def _counts(pair: JudgeAgreement, lang: Lang) -> Markup:
    """Two by two, and unsure ones where there are any."""
    told = pair.answers
    unsure = any(n for one, two, n in told.confusion if "unsure" in (one, two))
    used = ANSWERS if unsure else ANSWERS[:2]
    head = joined(html("<th scope='col'>{}</th>", _said(each, pair, lang)) for each in used)
    rows = joined(
        html(
            "<tr><th scope='row'>{}</th>{}</tr>",
            _said(judge, pair, lang),
            joined(_count(pair, judge, people, lang) for people in used),
        )
        for judge in used
    )
    return html(
        "<table class='twobytwo'><thead><tr><td>{} ╲ {}</td>{}</tr></thead><tbody>{}</tbody>"
        "</table>",
        say("results.agree_judge", lang),
        say("results.agree_people", lang),
        head,
        rows,
    )


def _said(outcome: Outcome, pair: JudgeAgreement, lang: Lang) -> Markup:
    return mark(outcome, lang, outcome_words(outcome, pair.of, lang))


def _count(pair: JudgeAgreement, judge: str, people: str, lang: Lang) -> Markup:
    n = pair.answers.count(judge, people)
    alike = "alike" if judge == people else "unlike"
    if not n:
        return html("<td class='{}'>0</td>", alike)
    pairs = {"judge": pair.first, "of": pair.of, "machine": judge, "people": people}
    return html(
        "<td class='{}'><button class='opens' data-act='set' data-set='{}'>{}</button></td>",
        alike,
        set_text("told", pairs.items()),
        n,
    )
