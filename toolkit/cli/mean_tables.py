"""Tables of what a judge measured, and what tables of yields and of means say alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from toolkit.cli.frame import say
from toolkit.cli.output import print_json, print_table

if TYPE_CHECKING:
    from toolkit.rating import MeanEffect, MeanRow


def show_means(rows: Sequence[MeanRow], axes: Sequence[str], *, as_json: bool) -> None:
    """Print a table of means; says so when nobody has measured."""
    if as_json:
        print_json([mean_fields(row, axes) for row in rows])
        return
    print_table(
        (*axes, "n", "mean", "95 % interval", "unjudged"),
        [
            (
                *(dict(row.values)[axis] for axis in axes),
                row.n,
                say_number(row.mean),
                f"{say_number(row.low)} to {say_number(row.high)}",
                row.unjudged,
            )
            for row in rows
        ],
    )
    if rows and not any(row.n for row in rows):
        say("This judge has measured none of these pictures yet: run `gesture judge`.")


def mean_fields(row: MeanRow, axes: Sequence[str]) -> dict[str, Any]:
    """One row as the JSON object that `gesture yields --json` promises of a judge that measures."""
    values = dict(row.values)
    return {axis: values[axis] for axis in axes} | {
        "of": "number",
        "n": row.n,
        "unjudged": row.unjudged,
        "mean": finite(row.mean),
        "low": finite(row.low),
        "high": finite(row.high),
    }


def finite(number: float | None) -> float | None:
    """``number`` where JSON has it, else None."""
    return number if number is not None and math.isfinite(number) else None


def say_number(number: float | None, *, sign: bool = False) -> str:
    """A measured number with four digits, a dash where there is none."""
    if number is None or not math.isfinite(number):
        return "–"
    return f"{number:+.4g}" if sign else f"{number:.4g}"


def show_mean_effects(found: Sequence[MeanEffect], axis: str, *, as_json: bool) -> None:
    """Print same-seed differences of what a judge measured, as `show_effects` those of yields."""
    if as_json:
        print_json([mean_effect_fields(each) for each in found])
        return
    if not found:
        say_nothing_to_compare(axis)
        return
    print_table(
        (axis, "against", "change of mean", "95 % interval", "p (Holm)", "pairs", "seeds"),
        [
            (
                each.value,
                each.reference,
                say_number(each.difference.difference, sign=True),
                f"{say_number(each.difference.low, sign=True)} to "
                f"{say_number(each.difference.high, sign=True)}",
                say_p(each.p_adjusted),
                each.difference.pairs,
                each.difference.seeds,
            )
            for each in found
        ],
    )
    say_few_seeds(max(each.difference.seeds for each in found))


def mean_effect_fields(effect: MeanEffect) -> dict[str, Any]:
    """One effect as the JSON object that `gesture effects --json` promises of numbers; a bound is
    null where so few seeds can give none."""
    return {
        "value": effect.value,
        "reference": effect.reference,
        "gain": finite(effect.difference.difference),
        "low": finite(effect.difference.low),
        "high": finite(effect.difference.high),
        "p_adjusted": effect.p_adjusted,
        "n_pairs": effect.difference.pairs,
        "of": "number",
    }


def say_nothing_to_compare(axis: str) -> None:
    """Say what a comparison on ``axis`` takes."""
    say(f"Nothing to compare on {axis}: it takes two values with judged pictures of one seed.")


def say_few_seeds(seeds: int) -> None:
    """Say so where so many seeds can prove nothing, whatever the difference."""
    from toolkit.rating import smallest_p

    if smallest_p(seeds) > 0.05:
        say(
            f"{seeds} seed{'s' * (seeds != 1)} can give no p below {smallest_p(seeds):.3f}, "
            "whatever the gain: take 6 or more."
        )


def say_p(p: float) -> str:
    """A p-value with three digits, never as 0."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
