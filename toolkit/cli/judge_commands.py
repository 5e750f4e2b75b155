"""`gesture judge`: verdicts for a run's pictures, or a look at any picture files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import (
    HomeOption,
    JsonOption,
    VocabOption,
    open_store,
    own_words,
    say,
    split_names,
)
from toolkit.cli.output import print_json
from toolkit.cli.sweep_commands import FEW_PICTURES, look
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, shown

if TYPE_CHECKING:
    from toolkit.judging.looking.files import Look
    from toolkit.judging.looking.judge_run import JudgeReport
    from toolkit.rating.verdicts import Answer
    from toolkit.vocabulary import Gesture

HAND_LANDMARKS, FORM = "hand-landmarks", "form"
MOST_WORKERS = 256
SIGNS: Mapping[str, str] = {"pass": "✓", "fail": "✗", "unsure": "?", "unjudged": "–"}
"""The signs of the app, for a line in a terminal."""
NOT_LOOKED_AT = ("unreadable", "crashed", "timed_out")
"""Why a picture file was not looked at; where that is so of all, the command failed."""


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
    names: Annotated[
        str,
        typer.Option(
            "--judge",
            metavar="NAME[:MODEL][,NAME]",
            help="Who judges: `hand` (hand-landmarks) the gesture, `form` whether hands are well "
            "formed. Of several, each picture is read once, and of a run --json gives a list. A "
            "judge that is a model takes a folder or a hub id: clip-score:MODEL, vlm:MODEL, "
            "vlm-gesture:MODEL. Picture files are looked at by `hand`, with `form` or alone.",
        ),
    ] = f"{HAND_LANDMARKS},{FORM}",
    fetch: Annotated[
        bool,
        typer.Option("--fetch/--no-fetch", help="Fetch the judge's model when it is missing."),
    ] = True,
    again: Annotated[
        bool, typer.Option("--again", help="Look again at pictures that have a verdict.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=1,
            max=MOST_WORKERS,
            help="How many processes look at pictures; the answers are the same. A picture that "
            "ends its process, or takes over a minute there, is unjudged. Files are always looked "
            "at in processes.  [default: as many as cores; 1, this one, for a run of up to "
            f"{FEW_PICTURES} pictures]",
            show_default=False,
        ),
    ] = None,
    vocab: VocabOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give every picture of a run a verdict, with its reason; or look at picture files."""
    from toolkit import load_vocabulary
    from toolkit.judging.judges import check_judges, full_name

    what = what or ["latest"]
    judges = tuple(dict.fromkeys(full_name(n) for n in split_names(names, what="--judge")))
    check_judges(judges)
    if _are_files(what, expect):
        if set(judges) not in ({HAND_LANDMARKS}, {HAND_LANDMARKS, FORM}):
            raise BadInput(
                f"Picture files are looked at by {HAND_LANDMARKS}, with {FORM} or alone; got "
                f"{shown(names)}.",
                hint="Leave --judge out, or give `--judge hand`.",
            )
        files = [user_path(name, what="picture") for name in what]
        form = FORM in judges
        _judge_files(files, expect, vocab, form=form, workers=workers, fetch=fetch, as_json=as_json)
        return
    if len(what) > 1:
        raise BadInput(
            f"One run at a time; got {', '.join(what)}.",
            hint="Give one run's id, or names of picture files.",
        )
    vocabulary = load_vocabulary(extra=own_words(vocab))
    with open_store(ctx, home) as store:
        reports = look(
            store,
            what[0],
            vocabulary,
            judges=judges,
            fetch=fetch,
            again=again,
            workers=workers,
        )
    if as_json:
        fields = [_report_fields(report) for report in reports]
        print_json(fields[0] if len(fields) == 1 else fields)
    else:
        for report in reports:
            typer.echo(_report_sentence(report, named=len(reports) > 1))
    if all(report.looked and report.unjudged == report.looked for report in reports):
        raise typer.Exit(1)


def _report_fields(report: JudgeReport) -> dict[str, Any]:
    return asdict(report) | {"reasons": dict(report.reasons)}


def _report_sentence(report: JudgeReport, *, named: bool) -> str:
    start = f"Run {report.run}{f', {report.judge}' if named else ''}"
    if report.question == "number":
        return f"{start}: {report.measured} measured, {report.unjudged} unjudged."
    unsure = f"{report.unsure} unsure, " if report.unsure else ""
    return (
        f"{start}: {report.passed} pass, {report.failed} fail "
        f"({report.no_hand} without a hand), {unsure}{report.unjudged} unjudged."
    )


def _are_files(what: Sequence[str], expect: str) -> bool:
    """Whether the words are picture files: one is there, or ends like one, or is expected to."""
    from toolkit.judging.looking.files import SUFFIXES

    return bool(expect) or any(
        Path(name).suffix.lower() in SUFFIXES or _is_file(name) for name in what
    )


def _is_file(name: str) -> bool:
    try:
        return user_path(name).is_file()
    except BadInput:
        return False  # no file can have that name; a run neither, which the store says


def _judge_files(
    files: Sequence[Path],
    expect: str,
    vocab: Sequence[Path] | None,
    *,
    form: bool,
    workers: int | None,
    fetch: bool,
    as_json: bool,
) -> None:
    from toolkit import load_vocabulary
    from toolkit.decoding.worker_pool import cores
    from toolkit.judging.looking.file_workers import look_in_workers

    for file in files:
        if not file.is_file():
            raise BadInput(f"There is no picture {file}.", hint="Check the path.")
    vocabulary = load_vocabulary(extra=own_words(vocab))
    if expect:
        vocabulary.gesture(expect)  # an unknown gesture is bad input before anything is fetched
    looks: list[Look] = []
    for one in look_in_workers(
        files,
        vocabulary,
        expect=expect or None,
        form=form,
        workers=workers or cores(),
        fetch=fetch,
        on_message=say,
    ):
        looks.append(one)
        if not as_json:  # as they come: a stop loses nothing that was said
            typer.echo(_sentence(one, vocabulary.gestures))
    if as_json:
        from toolkit.ui.language.look_fields import look_fields

        print_json([look_fields(one, vocabulary.gestures) for one in looks])
    if all(one.answer.reason in NOT_LOOKED_AT for one in looks):
        raise typer.Exit(1)


def _sentence(one: Look, gestures: Mapping[str, Gesture]) -> str:
    """One line a picture: its sign, the explanation, a doubtful form, its likeliest gestures."""
    from toolkit.ui.language.look_fields import explanation

    sign = SIGNS[one.answer.outcome]
    likely = ", ".join(f"{match.gesture} {match.score:.2f}" for match in one.matches[:3])
    said = [f"{sign} {one.file}: {explanation(one, gestures)}", _doubt(one.form, gestures)]
    return " ".join([*filter(None, said), *([f"Looks like {likely}."] if likely else [])])


def _doubt(form: Answer | None, gestures: Mapping[str, Gesture]) -> str:
    """What is said of hands that are flawed, or may be; "" of others."""
    from toolkit.ui.language.verdict_sentences import answer_sentence, form_unsure_sentence

    if form is None or form.outcome not in ("fail", "unsure") or form.reason == "no_hand":
        return ""
    if form.outcome == "unsure":
        return form_unsure_sentence("en")
    return answer_sentence(form, "", gestures, "en")
