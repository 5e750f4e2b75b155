"""What was seen in a smaller picture is told in the pixels of the file's own size."""

from __future__ import annotations

import numpy as np
import pytest

from tests.judging_samples import opened_judge, picture
from toolkit.judging.finding.enlarged import enlarged_answer, enlarged_hand
from toolkit.judging.form.hand_form import HandForm, enlarged_form
from toolkit.judging.gesture.reading import enlarged_reading
from toolkit.rating.flaws import Flaw, flaws_of
from toolkit.rating.verdicts import Answer, Detail


def test_points_and_flaws_are_enlarged_and_nothing_else() -> None:
    reading = opened_judge().read(picture("peace"))
    larger = enlarged_reading(reading, 2.5)
    assert reading.hand is not None and larger.hand is not None
    assert larger.hand.points_px == pytest.approx(reading.hand.points_px * 2.5)
    assert larger.hand.world_points_mm is reading.hand.world_points_mm
    assert larger.matches == reading.matches
    assert enlarged_reading(reading, 1.0) is reading
    assert enlarged_hand(reading.hand, 1.0) is reading.hand
    flaw = Flaw(kind="extra_finger", score=0.9, x=12.0, y=40.0, hand=1)
    odd = Detail.of("flaw", kind="sixth")
    answer = Answer(
        outcome="fail", reason="flawed", details=(flaw.detail(), odd, Detail.of("x", x=3))
    )
    assert enlarged_answer(answer, 1.0) is answer
    details = enlarged_answer(answer, 2.0).details
    assert flaws_of(details) == (Flaw(kind="extra_finger", score=0.9, x=24.0, y=80.0, hand=1),)
    assert details[1:] == answer.details[1:]


def test_a_hand_s_form_is_enlarged_with_its_box_and_its_flaws() -> None:
    flaws = (
        Flaw(kind="extra_finger", score=0.9, x=12.0, y=40.0, hand=1),
        Flaw(kind="other", score=0.4),
    )
    form = HandForm(
        box=(1.0, 2.0, 3.0, 4.0), outcome="fail", reason="flawed", score=0.9, flaws=flaws, tips=6
    )
    assert enlarged_form(form, 1.0) is form
    larger = enlarged_form(form, 2.5)
    assert larger.box == (2.5, 5.0, 7.5, 10.0)
    assert [(each.x, each.y, each.hand) for each in larger.flaws] == [
        (30.0, 100.0, 1),
        (None, None, 0),
    ]
    assert (larger.score, larger.tips) == (0.9, 6)


def test_a_large_array_is_looked_at_smaller_and_told_in_its_own_pixels() -> None:
    small = picture("peace", size_px=512)
    large = np.repeat(np.repeat(small, 10, axis=0), 10, axis=1)
    at_512, at_5120 = (opened_judge().read(each, pairs=False).hand for each in (small, large))
    assert at_512 is not None and at_5120 is not None
    assert at_5120.points_px[:, :2] == pytest.approx(at_512.points_px[:, :2] * 10, abs=100)
