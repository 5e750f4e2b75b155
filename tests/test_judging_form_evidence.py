"""From a reading to an answer about a hand: the two bounds, which kinds are named, and where."""

from __future__ import annotations

import numpy as np
import pytest

from tests.judging_samples import made_hand
from toolkit.judging.form.evidence import (
    FLAWED_FROM,
    SMALLEST_JUDGED_PX,
    WHOLE_UP_TO,
    WORTH_NAMING,
    flawed_score,
    form_of,
    too_small,
)
from toolkit.judging.form.network import KINDS
from toolkit.judging.form.reader import FormReading, Spot
from toolkit.rating.flaws import FLAW_KINDS, check_flaws

ODDEST = Spot(x=30.0, y=40.0, score=0.9)
TIP = Spot(x=80.0, y=10.0, score=0.9)


def reading(
    *, oddest: Spot = ODDEST, unexplained: Spot | None = TIP, **kinds: float
) -> FormReading:
    """A reading with these kinds; what is left of 1 is ``whole``."""
    every = {**dict.fromkeys(KINDS, 0.0), "whole": 1.0 - sum(kinds.values()), **kinds}
    tips = (TIP,) * 5
    return FormReading(
        kinds=tuple(every.items()), tips=tips, unexplained=unexplained, oddest=oddest
    )


def surely(*, flawed: bool) -> FormReading:
    share = 0.999 if flawed else 0.001
    spot = Spot(x=1.0, y=2.0, score=share)
    return reading(other=share, oddest=spot, unexplained=spot)


def test_every_kind_of_flaw_is_one_that_the_network_tells_apart() -> None:
    assert set(KINDS) - {"whole", "no_hand"} == set(FLAW_KINDS)


def test_the_bounds_make_the_answer() -> None:
    assert 0.0 < WHOLE_UP_TO < FLAWED_FROM < 1.0
    scores: list[float] = []
    for share in np.linspace(0.0, 1.0, 60).tolist():
        form = form_of(made_hand(), reading(other=share))
        assert form.score == flawed_score(reading(other=share))
        scores.append(form.score)
        expected = ("unsure", "unclear")
        if form.score <= WHOLE_UP_TO:
            expected = ("pass", "whole")
        if form.score >= FLAWED_FROM:
            expected = ("fail", "flawed")
        assert (form.outcome, form.reason) == expected
        assert bool(form.flaws) == (form.outcome == "fail")
    assert scores == sorted(scores) and 0.0 <= scores[0] < scores[-1] <= 1.0


def test_what_all_evidence_says_is_the_answer() -> None:
    assert form_of(made_hand(), surely(flawed=True)).outcome == "fail"
    assert form_of(made_hand(), surely(flawed=False)).outcome == "pass"


def test_flawed_leaves_out_that_it_may_be_no_hand() -> None:
    assert reading(no_hand=0.5, other=0.25).flawed == pytest.approx(0.5)
    assert reading(no_hand=1.0).flawed == pytest.approx(1.0)


def test_kinds_worth_naming_are_named_each_where_it_is() -> None:
    read = reading(extra_finger=0.5, fused_fingers=0.4, too_long=0.09)
    form = form_of(made_hand(), read, number=3)
    assert form.outcome == "fail" and form.score is not None and form.tips == 5
    extra, fused = form.flaws
    assert (extra.kind, extra.x, extra.y) == ("extra_finger", TIP.x, TIP.y)
    assert (fused.kind, fused.x, fused.y) == ("fused_fingers", ODDEST.x, ODDEST.y)
    assert extra.score == pytest.approx(form.score * 0.5 / 0.99, abs=1e-4)
    assert {each.hand for each in form.flaws} == {3}
    check_flaws(each.detail() for each in form.flaws)


def test_an_extra_finger_without_a_tip_of_its_own_is_where_most_is_odd() -> None:
    read = reading(two_thumbs=0.999, unexplained=None, oddest=Spot(x=5.0, y=6.0, score=0.999))
    form = form_of(made_hand(), read)
    assert [(flaw.kind, flaw.x, flaw.y) for flaw in form.flaws] == [("two_thumbs", 5.0, 6.0)]


def test_the_likeliest_kind_is_named_where_none_stands_out() -> None:
    few = dict.fromkeys(FLAW_KINDS, 0.12) | {"bent_backwards": 0.13}
    assert max(few.values()) < WORTH_NAMING
    form = form_of(made_hand(), reading(**few))
    assert [flaw.kind for flaw in form.flaws] == ["bent_backwards"]


def test_a_hand_of_too_few_pixels_is_not_judged() -> None:
    small = made_hand(long_px=SMALLEST_JUDGED_PX - 0.1)
    form = too_small(small)
    assert form is not None and form.box == small.box
    assert (form.outcome, form.reason, form.score) == ("unjudged", "too_small", None)
    assert (form.flaws, form.tips) == ((), 0)
    assert too_small(made_hand(long_px=SMALLEST_JUDGED_PX + 0.1)) is None
