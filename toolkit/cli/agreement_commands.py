"""`gesture judges`: whether judges, and people, say the same of a run, and who is right."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import HomeOption, JsonOption, RunArgument, open_store, say, split_names
from toolkit.cli.output import print_json, print_table, say_percent
from toolkit.cli.statistics_commands import asked_question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.rating import JudgeAgreement, RaterSkill
    from toolkit.rating.raters.agreement import Agreement

judges = typer.Typer(
    name="judges", help="Judges held against each other and against people.", no_args_is_help=True
)


@judges.callback()
def _group() -> None:
    """Judges held against each other and against people."""


@judges.command("agree")
def agree(
    ctx: typer.Context,
    run: RunArgument = "latest",
    names: Annotated[
        str,
        typer.Option(
            "--judge",
            metavar="NAME[,NAME]",
            help="Whose answers: judges' names, `people` (their majority) or `person:NAME`.  "
            "[default: every judge of the run, and people]",
            show_default=False,
        ),
    ] = "",
    of: Annotated[
        str,
        typer.Option(
            "--of",
            metavar="gesture|form|both",
            help="Which question.  [default: each of them]",
            show_default=False,
        ),
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how far judges agree on one question about the same pictures, pair by pair.

    Kappa is Cohen's, agreement beyond chance; its 95 % interval is that of Fleiss, Cohen and
    Everitt (1969). Pictures that one of the two did not look at are left out.
    """
    from toolkit.judging.judges import full_name
    from toolkit.judging.looking.judge_run import check_judge
    from toolkit.rating import agreements

    question = asked_question(of)
    chosen = [full_name(name) for name in split_names(names, what="--judge")] if names else []
    with open_store(ctx, home) as store:
        for name in chosen:
            check_judge(store, run, name)
        found = agreements(store.verdicts(run), of=question, judges=chosen)
    if as_json:
        print_json([agreement_fields(each) for each in found])
    elif found:
        show_agreements(found)
        say("`gesture judges quality` says how far all agree at once, and how often each is right.")
    else:
        say("Nothing to compare: it takes two judges, or one and people, on the same pictures.")


@judges.command("quality")
def quality(
    ctx: typer.Context,
    run: RunArgument = "latest",
    of: Annotated[
        str,
        typer.Option(
            "--of",
            metavar="gesture|form|both",
            help="Which question.  [default: each that two or more answered]",
            show_default=False,
        ),
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how far all who judged agree, and how often each is right.

    Alpha is Krippendorff's, 1 for full agreement and 0 for chance, with a bootstrap interval. How
    often a judge or a person is right is found from the answers alone, by Dawid and Skene's model;
    it takes three or more: of two who differ nobody can say which is wrong.
    """
    from toolkit.rating import answers_of, dawid_skene, krippendorff
    from toolkit.rating.raters.agreement import ANSWERS, COMPARED

    question = asked_question(of)
    with open_store(ctx, home) as store:
        verdicts = store.verdicts(run)
    rows: list[dict[str, Any]] = []
    for asked in COMPARED if question is None else (question,):
        given = answers_of(verdicts, asked)
        names = {each.rater for each in given}
        if len(names) < 2:
            continue
        skills = dawid_skene(given, ANSWERS).raters if len(names) >= FEWEST_JUDGES else ()
        rows.append(
            {
                "of": asked,
                **asdict(krippendorff(given)),
                "skills": [_skill(each) for each in skills],
            }
        )
    if as_json:
        print_json(rows)
    elif rows:
        show_quality(rows)
    else:
        say("Nothing to compare: it takes two judges, or one and people, on the same pictures.")


FEWEST_JUDGES = 3
"""With fewer who answered nobody can say who is right."""


def _skill(each: RaterSkill) -> dict[str, Any]:
    return {
        "rater": each.rater,
        "answered": each.answered,
        "right": each.right,
        "low": each.low,
        "high": each.high,
    }


def show_quality(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print alpha for each question, then everybody's skill."""
    print_table(
        ("question", "pictures", "raters", "answers", "alpha", "95 % interval"),
        [
            (
                *(row["of"], row["items"], row["raters"], row["answers"], _kappa(row["alpha"])),
                f"{_kappa(row['low'])} to {_kappa(row['high'])}" if row["low"] is not None else "–",
            )
            for row in rows
        ],
    )
    skills = [(row["of"], each) for row in rows for each in row["skills"]]
    if skills:
        typer.echo("")
        print_table(
            ("question", "who", "answered", "right", "95 % interval"),
            [
                (
                    *(asked, each["rater"], each["answered"], say_percent(each["right"])),
                    f"{say_percent(each['low'])} to {say_percent(each['high'])}",
                )
                for asked, each in skills
            ],
        )


def show_agreements(found: Sequence[JudgeAgreement]) -> None:
    """Print a row for each pair of judges, and one for each kind of flaw that they name."""
    print_table(
        ("question", "first", "second", "n", "agree", "kappa", "95 % interval", "confusion"),
        [
            (each.of, each.first, each.second, *_cells(each.answers), _confusion(each.answers))
            for each in found
        ],
    )
    flaws = [(each, flaw) for each in found for flaw in each.flaws]
    if flaws:
        typer.echo("")
        print_table(
            ("flaw", "first", "second", "n", "agree", "kappa", "95 % interval", "confusion"),
            [
                (
                    flaw.kind,
                    each.first,
                    each.second,
                    *_cells(flaw.agreement),
                    _confusion(flaw.agreement),
                )
                for each, flaw in flaws
            ],
        )


def agreement_fields(found: JudgeAgreement) -> dict[str, Any]:
    """One pair of judges as the JSON object that `gesture judges agree --json` promises.

    ``confusion`` counts by the first judge's answer, then by the second's.
    """
    return {
        "of": found.of,
        "first": found.first,
        "second": found.second,
        **_fields(found.answers),
        "flaws": [{"kind": each.kind, **_fields(each.agreement)} for each in found.flaws],
    }


def _fields(found: Agreement) -> dict[str, Any]:
    confusion: dict[str, dict[str, int]] = {}
    for first, second, count in found.confusion:
        confusion.setdefault(first, {})[second] = count
    return {
        "n": found.n,
        "agreement": found.agreement,
        "kappa": found.kappa,
        "low": found.low,
        "high": found.high,
        "confusion": confusion,
    }


def _cells(found: Agreement) -> tuple[int, str, str, str]:
    """n, share, kappa and interval, as a table shows them."""
    interval = f"{_kappa(found.low)} to {_kappa(found.high)}" if found.low is not None else "–"
    return found.n, say_percent(found.agreement), _kappa(found.kappa), interval


def _kappa(kappa: float | None) -> str:
    return "–" if kappa is None else f"{kappa:.2f}"


def _confusion(found: Agreement) -> str:
    """What the two said together, where they said it: ``pass/pass 5, pass/fail 1``."""
    return ", ".join(f"{one}/{two} {n}" for one, two, n in found.confusion if n)
