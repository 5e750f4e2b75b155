"""`gesture sweep`: draw the pictures of a plan; and the two jobs that others share with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.axes import DEFAULT_MODEL
from toolkit.cli.frame import (
    HomeOption,
    JsonOption,
    Stopped,
    VocabOption,
    home_words,
    open_store,
    own_words,
    say,
    vocab_words,
)
from toolkit.cli.output import print_json, progress_bar, say_seconds
from toolkit.errors import BadInput, shown

if TYPE_CHECKING:
    from toolkit import Plan, Store, Vocabulary
    from toolkit.judging.looking.judge_run import JudgeReport
    from toolkit.running.forecast import AxisPower, Forecast, MadeWith
    from toolkit.running.progress import SweepProgress, SweepReport
    from toolkit.store.picture_plan import PicturePlan

SHOWN_PROMPTS = 5
CELLS_LOOKED_AT = 400
FEW_PICTURES = 64
"""Up to so many pictures are judged in this process: others take seconds to start."""

PlanArgument = Annotated[
    str | None, typer.Argument(metavar="PLAN", help="A plan file, or the name of a sample plan.")
]


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where a sweep is drawn: the engine's choice when None."""

    device: str | None = None
    low_memory: bool | None = None


def _known_device(device: str | None) -> str | None:
    """``device``, or `BadInput` where this machine has none of that kind."""
    if device is None:
        return None
    import torch

    kind = device.partition(":")[0]
    known = ("cpu", "cuda", "xpu", "mps")
    if kind not in known:
        raise BadInput(
            f"There is no device {shown(device)}.", hint=f"Known are {', '.join(known)}."
        )
    if kind != "cpu" and not torch.get_device_module(kind).is_available():
        raise BadInput(f"This machine has no {kind}.", hint="Leave --device out, or take cpu.")
    return device


def sweep(
    ctx: typer.Context,
    named: PlanArgument = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PICTURE",
            help="In place of PLAN: a plan around the recipe in a PNG, ours, AUTOMATIC1111's or "
            "ComfyUI's.",
        ),
    ] = None,
    gesture: Annotated[
        str | None,
        typer.Option(
            "--gesture",
            metavar="ID",
            help="With --from: what the picture is meant to show, if its prompt does not say it in "
            "the vocabulary's words.",
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="PLAN", help="With --from: write the plan to this file."),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Only say how many pictures, how long, and the first prompts."
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume/--new-run",
            help="Go on with the last run of the same plan, or start a new one. "
            "Finished pictures are used again either way.",
        ),
    ] = True,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="Draw at most so many; needed for a huge plan."),
    ] = None,
    device: Annotated[
        str | None,
        typer.Option(
            "--device",
            metavar="cpu|cuda|xpu|mps",
            help="Where to draw.  [default: the GPU where there is one]",
            show_default=False,
        ),
    ] = None,
    low_memory: Annotated[
        bool | None,
        typer.Option(
            "--low-memory/--no-low-memory",
            help="Keep on the GPU only the part of a model that works: slower, and fits.  "
            "[default: where the weights do not fit]",
            show_default=False,
        ),
    ] = None,
    vocab: VocabOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw what is missing of a plan. Ctrl-C keeps what is done."""
    from toolkit import load_plan, load_vocabulary

    vocabulary = load_vocabulary(extra=own_words(vocab))
    if picture is not None:
        around = open_picture_plan(picture, vocabulary, gesture=gesture, save=save, named=named)
        if dry_run and not as_json:
            typer.echo(around.to_yaml())
        if dry_run and around.foreign and not model_is_here(around, as_json=as_json):
            return
        plan = load_plan(around.document, vocabulary)
        named = f"--from {picture}" + (f" --gesture {gesture}" if gesture else "")
    elif named is None or gesture is not None or save is not None:
        raise BadInput(
            "Name a plan, or a picture with --from; --gesture and --save go with --from alone.",
            hint="`gesture sweep demo --dry-run` shows a sample plan.",
        )
    else:
        plan = load_plan(named, vocabulary)
    with open_store(ctx, home) as store:
        if dry_run:
            from toolkit.running.forecast import forecast

            say_forecast(forecast(plan, store, limit=limit), plan, as_json=as_json)
            return
        again = f"gesture sweep {named}" + (f" --limit {limit}" if limit else "")
        again += vocab_words(vocab) + home_words(home)
        where = Where(device=_known_device(device), low_memory=low_memory)
        report = draw(plan, store, again=again, resume=resume, limit=limit, where=where)
    if as_json:
        print_json(report_fields(report))
        return
    typer.echo(
        f"Run {report.run}: {report.made} drawn, {report.reused} there before, "
        f"{report.failed} failed, of {report.requested}, in {say_seconds(report.seconds)}."
    )
    if report.failed:
        raise typer.Exit(1)


def open_picture_plan(
    picture: Path,
    vocabulary: Vocabulary,
    *,
    gesture: str | None,
    save: Path | None,
    named: str | None,
) -> PicturePlan:
    """The plan around ``picture``, written to ``save`` if there is one.

    Raises `BadInput` for a plan named beside it, or a file that is there already.
    """
    from toolkit.documents.atomic_files import write_whole
    from toolkit.store.picture_plan import plan_around

    if named is not None:
        raise BadInput("A plan and --from were both given.", hint="Give one of the two.")
    if gesture is not None:
        gesture = vocabulary.gesture(gesture).id
    around = plan_around(picture, vocabulary.gestures, gesture=gesture)
    for remark in around.remarks:
        say(f"note: {remark}")
    if save is not None:
        if save.exists():
            raise BadInput(f"The file {save} is there already.", hint="Choose another name.")
        write_whole(save, around.to_yaml().encode())
        say(f"Written to {save}.")
    return around


def model_is_here(around: PicturePlan, *, as_json: bool) -> bool:
    """Whether the picture's model is one that draws here; says what to do where it is not."""
    from toolkit.errors import ModelError
    from toolkit.generation.models import model_spec

    name = str(around.document.get("model", DEFAULT_MODEL))
    try:
        model_spec(name)
    except ModelError as error:
        say(f"note: The picture's model is not here. {error}")
        say("note: Save the plan with --save PLAN and write another model into it.")
        if as_json:
            print_json({"plan": dict(around.document), "model_not_here": name})
        return False
    return True


def draw(
    plan: Plan,
    store: Store,
    *,
    again: str,
    resume: bool = True,
    limit: int | None = None,
    where: Where = Where(),
) -> SweepReport:
    """Run ``plan`` with a progress bar; Ctrl-C becomes `Stopped`, whose hint is ``again``."""
    from toolkit.running.local import SweepInterrupted, run_sweep

    try:
        with progress_bar("Drawing") as advance:

            def on_progress(now: SweepProgress) -> None:
                advance(now.done, now.total, f"{now.model} {now.stage}".strip())

            report = run_sweep(
                plan,
                store,
                on_progress=on_progress,
                resume=resume,
                limit=limit,
                device=where.device,
                low_memory=where.low_memory,
            )
    except SweepInterrupted as stop:
        kept = stop.report.made + stop.report.reused
        raise Stopped(
            f"Stopped: {kept} of {stop.report.requested} pictures are kept.",
            hint=f"Go on with: {again}",
        ) from stop
    for failure in report.failures:
        say(f"{failure.count} failed: {failure.reason}")
    return report


def look(
    store: Store,
    run: str,
    vocabulary: Vocabulary,
    *,
    judges: Sequence[str] | None = None,
    fetch: bool = True,
    again: bool = False,
    workers: int | None = 1,
) -> tuple[JudgeReport, ...]:
    """Have the built-in ``judges`` judge the pictures of ``run``, with a progress bar.

    Where none is named the gesture and the hands' form are judged (`DEFAULT_JUDGES`). ``workers``
    is how many processes look; None for as many as cores where there are more than `FEW_PICTURES`
    pictures: a process costs seconds to start. Where there is no judge every picture is unjudged,
    and what mends it is said.
    """
    from toolkit.decoding.worker_pool import cores
    from toolkit.judging.judges import DEFAULT_JUDGES, NoJudge, open_judges
    from toolkit.judging.looking.judge_run import check_gestures, judge_run

    # An unknown run or gesture is bad input before anything is fetched.
    check_gestures(store, store.run(run).id, vocabulary)
    names = DEFAULT_JUDGES if judges is None else judges
    with open_judges(vocabulary, names, fetch=fetch, on_message=say) as asked:
        # Judges that lack the same model file say the same.
        for why in dict.fromkeys(str(each.why) for each in asked if isinstance(each, NoJudge)):
            say(f"No judge: {why}")
        if workers is None:
            workers = cores() if len(store.images(run)) > FEW_PICTURES else 1
        with progress_bar("Judging") as advance:
            return judge_run(store, run, asked, advance, again=again, workers=workers)


def say_forecast(ahead: Forecast, plan: Plan, *, as_json: bool) -> None:
    """Say how large a sweep is, axis by axis, how long it takes, and its first prompts."""
    from toolkit.axes import AXES
    from toolkit.vocabulary.clip_tokens import WINDOW

    first = _first_prompts(plan)
    if as_json:
        notes = [note.sentence for note in plan.notes]
        print_json(asdict(ahead) | {"prompts": first, "notes": notes})
        return
    product = " × ".join(
        f"{len(values)} {axis}{'s' if len(values) > 1 and axis in AXES else ''}"
        for axis, values in plan.axes.items()
    )
    typer.echo(f"{product}, {ahead.cells:,} cells × {len(plan.seeds):,} seeds")
    typer.echo(f"= {ahead.asked:,} pictures")
    for name in ahead.absent:
        say(f"The model {name} is not here, and its hub cannot be reached: only drawing needs it.")
    if ahead.there is None and not ahead.absent:
        typer.echo("Too many to run without --limit N.")
    if ahead.there is not None:
        _say_cost(ahead)
    for made in ahead.settings:
        typer.echo(_settings_words(made))
    for axis in ahead.power:
        typer.echo(f"{axis.axis}: {_power_words(axis, len(plan.seeds))}")
    for note in plan.notes:
        say(f"note: {note.sentence}")
    for each in first:
        typer.echo(f"  {each['prompt'] or '(an empty prompt)'}")
        if each["negative"]:
            typer.echo(f"    negative: {each['negative']}")
        if each["clip_tokens"] > WINDOW:
            typer.echo(f"    {each['clip_tokens']} CLIP tokens; {WINDOW} are read at once.")


def _say_cost(ahead: Forecast) -> None:
    if ahead.requested != ahead.asked:
        typer.echo(f"The first {ahead.requested:,} would be run.")
    if ahead.same:
        typer.echo(f"{ahead.same:,} serve another cell too: they come out alike.")
    if ahead.seconds is None:
        took = "time unknown: no picture of this model was timed here yet"
    else:
        took = f"about {say_seconds(ahead.seconds)}" + ("" if ahead.measured else " (a guess)")
    typer.echo(f"{ahead.there:,} are there, {ahead.missing:,} to draw: {took}.")


def _settings_words(made: MadeWith) -> str:
    why = dict(made.why)
    parts = [
        f"{made.size} pixels ({why['size']})",
        f"steps {made.steps} ({why['steps']})",
        f"guidance {made.guidance} ({why['guidance']})",
    ]
    return f"{made.model}: {'; '.join(parts)}"


def _power_words(axis: AxisPower, seeds: int) -> str:
    more = f"a difference of 10 points takes {axis.seeds:,} seeds."
    if axis.seeds <= seeds:
        return f"{seeds:,} seeds show a difference of {axis.difference * 100:.0f} points."
    if axis.difference >= 1:
        return f"{seeds:,} seed{'s' * (seeds != 1)} can prove no difference; {more}"
    return f"{seeds:,} seeds show a difference of {axis.difference * 100:.0f} points; {more}"


def _first_prompts(plan: Plan) -> list[dict[str, Any]]:
    """The first different prompts as they are drawn, with the CLIP tokens of the longer text."""
    from toolkit.prompts.dialects import render
    from toolkit.vocabulary.clip_tokens import count_tokens

    dialect = plan.settings.dialect
    return [
        {
            "prompt": render(prompt, dialect),
            "negative": render(negative, dialect),
            "clip_tokens": max(count_tokens(render(each, "plain")) for each in (prompt, negative)),
        }
        for prompt, negative in plan.prompt_trees(
            dialect, limit=SHOWN_PROMPTS, among=CELLS_LOOKED_AT
        )
    ]


def report_fields(report: SweepReport) -> dict[str, object]:
    """A sweep's report as the JSON object that `gesture sweep --json` promises."""
    return {
        "run": report.run,
        "requested": report.requested,
        "made": report.made,
        "reused": report.reused,
        "failed": report.failed,
        "seconds": report.seconds,
    }
