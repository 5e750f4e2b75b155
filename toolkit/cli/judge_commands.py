"""`gesture judge`: verdicts for a run's pictures, or a look at any picture files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import HomeOption, JsonOption, open_store, say
from toolkit.cli.output import print_json
from toolkit.cli.sweep_commands import look
from toolkit.errors import BadInput

if TYPE_CHECKING:
    from toolkit.judging.looking import Look
    from toolkit.judging.match import Match


def judge(
    ctx: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RUN|FILE...",
            help="A run's id, or `latest`; or picture files of any origin.  [default: latest]",
        ),
    ] = None,
    expect: Annotated[
        str,
        typer.Option("--expect", help="The gesture that picture files should show, for a verdict."),
    ] = "",
    fetch: Annotated[
        bool,
        typer.Option("--fetch/--no-fetch", help="Fetch the judge's model when it is missing."),
    ] = True,
    again: Annotated[
        bool, typer.Option("--again", help="Look again at pictures that have a verdict.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give every picture of a run a verdict, with its reason; or look at picture files."""
    from toolkit import load_vocabulary

    what = what or ["latest"]
    if _are_files(what, expect):
        _judge_files([Path(name) for name in what], expect, fetch=fetch, as_json=as_json)
        return
    if len(what) > 1:
        raise BadInput(
            f"One run at a time; got {', '.join(what)}.",
            hint="Give one run's id, or names of picture files.",
        )
    with open_store(ctx, home) as store:
        report = look(store, what[0], load_vocabulary(), fetch=fetch, again=again)
    if as_json:
        print_json(asdict(report) | {"reasons": dict(report.reasons)})
    else:
        typer.echo(
            f"Run {report.run}: {report.passed} pass, {report.failed} fail "
            f"({report.no_hand} without a hand), {report.unjudged} unjudged."
        )
    if report.looked and report.unjudged == report.looked:
        raise typer.Exit(1)


def _are_files(what: Sequence[str], expect: str) -> bool:
    """Whether the words are picture files: one is there, or ends like one, or is expected to."""
    from toolkit.judging.looking import SUFFIXES

    return bool(expect) or any(
        Path(name).suffix.lower() in SUFFIXES or Path(name).is_file() for name in what
    )


def _judge_files(files: Sequence[Path], expect: str, *, fetch: bool, as_json: bool) -> None:
    from toolkit import load_vocabulary
    from toolkit.judging.judge import HandJudge
    from toolkit.judging.looking import look_at_files

    for file in files:
        if not file.is_file():
            raise BadInput(f"There is no picture {file}.", hint="Check the path.")
    vocabulary = load_vocabulary()
    if expect:
        vocabulary.gesture(expect)  # an unknown gesture is bad input before anything is fetched
    with HandJudge.open(vocabulary, fetch=fetch, on_message=say) as eye:
        looks = list(look_at_files(files, eye, expect=expect or None))
    if as_json:
        print_json([_fields(one) for one in looks])
    else:
        for one in looks:
            typer.echo(_sentence(one))
    if all(one.reason == "unreadable" for one in looks):
        raise typer.Exit(1)


def _fields(one: Look) -> dict[str, Any]:
    return {
        "file": one.file,
        "hands": [
            {
                "side": hand.side,
                "matches": [_match(match) for match in hand.matches],
                "reasons": list(hand.reasons),
            }
            for hand in one.hands
        ],
        "matches": [_match(match) for match in one.matches],
        "verdict": one.verdict,
        "reason": one.reason,
        "explanation": one.explanation,
    }


def _match(match: Match) -> dict[str, Any]:
    return {"id": match.gesture, "score": round(match.score, 4)}


def _sentence(one: Look) -> str:
    """One line a picture: its sign, its likeliest gestures, the explanation."""
    sign = {"pass": "✓", "fail": "✗", "unjudged": "?"}[one.verdict]
    likely = ", ".join(f"{match.gesture} {match.score:.2f}" for match in one.matches[:3])
    return f"{sign} {one.file}: {one.explanation}" + (f" Looks like {likely}." if likely else "")
