"""`gesture judges agree`: whether judges, and people, say the same about a run's pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import HomeOption, JsonOption, RunArgument, open_store, say, split_names
from toolkit.cli.output import print_json, print_table, say_percent
from toolkit.cli.statistics_commands import asked_question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.rating import JudgeAgreement
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
    else:
        say("Nothing to compare: it takes two judges, or one and people, on the same pictures.")


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
