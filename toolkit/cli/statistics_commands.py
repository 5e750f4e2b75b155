"""`gesture yields` and `gesture effects`: what the verdicts say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.corrected_tables import people_beside, show_corrected, with_corrected
from toolkit.cli.frame import (
    HomeOption,
    JsonOption,
    RunsArgument,
    open_store,
    say,
    split_names,
)
from toolkit.cli.mean_tables import (
    say_few_seeds,
    say_nothing_to_compare,
    say_p,
    show_mean_effects,
    show_means,
)
from toolkit.cli.output import print_json, print_table, say_percent
from toolkit.documents.near_names import near
from toolkit.errors import BadInput, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit import Store, YieldRow
    from toolkit.rating import Asked, Effect, JudgedCell

ByOption = Annotated[
    str, typer.Option("--by", metavar="AXIS[,AXIS]", help="Axes to count by, commas between.")
]

JudgeOption = Annotated[
    str,
    typer.Option(
        "--judge",
        help="Whose verdicts: a judge's name, `people`, or one `person:NAME`.  "
        "[default: the newest judge's]",
        show_default=False,
    ),
]


OfOption = Annotated[
    str,
    typer.Option(
        "--of",
        metavar="gesture|form|both",
        help="Which question: shows the gesture, hands well formed, or both.  "
        "[default: both, where both were judged]",
        show_default=False,
    ),
]


def yields(
    ctx: typer.Context,
    runs: RunsArgument = None,
    by: ByOption = "gesture",
    of: OfOption = "",
    judge: JudgeOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count well-formed pictures: k of n, with intervals; of a judge that measures, means.

    Intervals of shares are Wilson's, at 95 %, of means Student's. Unsure pictures are in n and not
    in k, unjudged ones in neither. Where people looked at some of the pictures, a second table has
    the judge's precision and recall against them and the yield as they would count it.
    """
    from toolkit import means
    from toolkit import yields as count_yields
    from toolkit.rating import corrected_yields

    axes = split_names(by, what="--by")
    with open_store(ctx, home) as store:
        judged = judged_in_runs(judge, store, runs, of=of, axes=axes)
        people = people_beside(judged, store, runs, axes=axes)
    if measured(judged):
        show_means(means(judged, by=axes), axes, as_json=as_json)
        return
    rows = count_yields(judged, by=axes)
    corrected = corrected_yields(judged, people, axes) if people else []
    if as_json:
        print_json(with_corrected([yield_fields(row, axes) for row in rows], corrected))
        return
    show_yields(rows, axes)
    show_corrected(corrected, axes)
    if not (of or judge):
        say_question(judged)


def judged_by(judge: str, store: Store, run: str, *, of: str = "") -> list[JudgedCell]:
    """The pictures of ``run`` with what ``judge`` said ("": the newest machine judge) to ``of``
    ("": both questions where both were answered).

    Raises `UnknownName` for a judge that nobody knows: a mistyped name would look like pictures
    that nobody has judged. Raises `BadInput` for a question that there is not.
    """
    from toolkit.judging.judges import full_name
    from toolkit.judging.looking.judge_run import check_judge

    asked = asked_question(of)
    name = full_name(judge)
    if name:
        check_judge(store, run, name)
    return store.judged_cells(run, name, of=asked)


def judged_in_runs(
    judge: str, store: Store, runs: Sequence[str] | None, *, of: str, axes: Sequence[str]
) -> list[JudgedCell]:
    """As `judged_by`, of one run or several (None: the newest).

    Several have an axis ``run`` more, and one has where ``axes`` name it.
    """
    from toolkit.judging.judges import full_name
    from toolkit.judging.looking.judge_run import check_judge

    names = list(runs or ["latest"])
    if len(names) == 1 and "run" not in axes:
        return judged_by(judge, store, names[0], of=of)
    asked = asked_question(of)
    name = full_name(judge)
    for run in names if name else ():
        check_judge(store, run, name)
    return store.judged_runs(names, name, of=asked)


def asked_question(of: str) -> Asked | None:
    """The question that ``--of`` names; None where it names none. Raises `BadInput`."""
    from toolkit.rating.raters.agreement import COMPARED

    if not of:
        return None
    for question in COMPARED:
        if question == of:
            return question
    raise BadInput(
        f"--of is {shown(of)}; expected one of {', '.join(COMPARED)}.", hint=near(of, COMPARED)
    )


def measured(judged: Sequence[JudgedCell]) -> bool:
    """Whether these pictures have numbers, not passes."""
    return any(cell.of == "number" for cell in judged)


def say_question(judged: Sequence[JudgedCell]) -> None:
    """Say which one question was counted where nobody asked and not both were answered."""
    if judged and judged[0].of in QUESTION_WORDS and any(c.outcome != "unjudged" for c in judged):
        say(QUESTION_WORDS[judged[0].of])


QUESTION_WORDS: Mapping[Asked, str] = {
    "gesture": "Nobody has judged the hands' form here: counted is whether the gesture is shown.",
    "form": "Nobody has judged the gesture here: counted is whether the hands are well formed.",
}


def show_yields(rows: Sequence[YieldRow], axes: Sequence[str]) -> None:
    """Print a yield table, best row first in the terminal; says so when nobody has judged."""
    apart = any(row.gesture.n and row.form.n for row in rows)
    print_table(
        (
            *axes,
            *("k", "n", "yield", "95 % interval"),
            *(("gesture", "form") if apart else ()),
            *("no hand", "unsure", "unjudged"),
        ),
        [
            (
                *(dict(row.values)[axis] for axis in axes),
                row.k,
                row.n,
                say_percent(row.rate),
                f"{say_percent(row.low)} to {say_percent(row.high)}",
                *((say_percent(row.gesture.rate), say_percent(row.form.rate)) if apart else ()),
                row.no_hand,
                row.unsure,
                row.unjudged,
            )
            for row in rows
        ],
    )
    if rows and not any(row.n for row in rows):
        say("Nobody has judged these pictures yet: run `gesture judge latest`.")


def yield_fields(row: YieldRow, axes: Sequence[str]) -> dict[str, Any]:
    """One row as the JSON object that `gesture yields --json` promises."""
    values = dict(row.values)
    return {axis: values[axis] for axis in axes} | {
        "of": row.of,
        "k": row.k,
        "n": row.n,
        "unsure": row.unsure,
        "unjudged": row.unjudged,
        "no_hand": row.no_hand,
        "yield": row.rate,
        "low": row.low,
        "high": row.high,
        "gesture_k": row.gesture.k,
        "gesture_n": row.gesture.n,
        "gesture_yield": row.gesture.rate,
        "form_k": row.form.k,
        "form_n": row.form.n,
        "form_yield": row.form.rate,
    }


def effects(
    ctx: typer.Context,
    axis: Annotated[
        str,
        typer.Option("--axis", help="The axis that is asked about, such as phrase or weight."),
    ],
    runs: RunsArgument = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference", help="The value to compare against; the axis's own when not given."
        ),
    ] = None,
    of: OfOption = "",
    judge: JudgeOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which values on an axis change the yield, compared on the same seeds.

    Pictures that were made elsewhere and share no known seed are compared as two samples, by the
    score test of Miettinen and Nurminen; the table says so.
    Interval and p-value are of one test, by flipping the signs of whole seeds; p is adjusted by
    Holm for the number of values. Of a judge that measures, the mean is compared.
    """
    from toolkit import effects as measure_effects
    from toolkit import mean_effects

    with open_store(ctx, home) as store:
        judged = judged_in_runs(judge, store, runs, of=of, axes=(axis,))
    if measured(judged):
        show_mean_effects(mean_effects(judged, axis, reference=reference), axis, as_json=as_json)
        return
    found = measure_effects(judged, axis, reference=reference)
    if as_json:
        print_json([effect_fields(each) | {"of": judged[0].of} for each in found])
        return
    show_effects(found, axis)
    if found and not (of or judge):
        say_question(judged)


def show_effects(found: Sequence[Effect], axis: str) -> None:
    """Print a table of effects; says so when there is nothing to compare or too few seeds."""
    if not found:
        say_nothing_to_compare(axis)
        return
    apart = any(not each.paired for each in found)
    timed = any(each.seconds is not None for each in found)
    print_table(
        (
            *(axis, "against", "gain", "95 % interval", "p (Holm)", "pairs", "seeds"),
            *(("s more",) if timed else ()),
            *(("compared",) if apart else ()),
        ),
        [
            (
                each.value,
                each.reference,
                f"{each.difference.difference:+.0%}",
                f"{each.difference.low:+.0%} to {each.difference.high:+.0%}",
                say_p(each.p_adjusted),
                each.difference.pairs,
                each.difference.seeds,
                *((_seconds_words(each),) if timed else ()),
                *((_compared_words(each),) if apart else ()),
            )
            for each in found
        ],
    )
    paired = [each.difference.seeds for each in found if each.paired]
    if paired:
        say_few_seeds(max(paired))
    if axis == "mend" and any(" all" not in each.value for each in found):
        say(
            "The form judge chose the hands that were mended, so its own verdicts favour mending; "
            "people's, or `hands: all`, do not."
        )
    if apart:
        say(
            "Where no seed is shared, whole groups are compared as two samples: not the same seeds."
        )


def _seconds_words(effect: Effect) -> str:
    return "" if effect.seconds is None else f"{effect.seconds:+.2f}"


def _compared_words(effect: Effect) -> str:
    """``same seeds``, or the two yields of groups that share none: ``2 of 4 against 0 of 4``."""
    from toolkit.rating.differences.unpaired import UnpairedDifference

    if not isinstance(effect.difference, UnpairedDifference):
        return "same seeds"
    first, second = effect.difference.first, effect.difference.second
    return f"{second.k} of {second.n} against {first.k} of {first.n}"


def effect_fields(effect: Effect) -> dict[str, Any]:
    """One effect as the JSON object that `gesture effects --json` promises."""
    return {
        "value": effect.value,
        "reference": effect.reference,
        "gain": effect.difference.difference,
        "low": effect.difference.low,
        "high": effect.difference.high,
        "p_adjusted": effect.p_adjusted,
        "n_pairs": effect.difference.pairs,
        "paired": effect.paired,
        "seconds": effect.seconds,
    }
