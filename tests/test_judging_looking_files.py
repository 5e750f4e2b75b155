"""Any picture file: its hands, the likeliest gestures, a verdict where one is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.judging_samples import opened_judge, picture
from toolkit.decoding.pixels import DecodedPicture
from toolkit.errors import UnknownName
from toolkit.hands.kinematics import joint_points
from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.judging.form.hand_form import HandForm, picture_answer
from toolkit.judging.gesture.features import TO_CAMERA
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.gesture.match import Match, score_of
from toolkit.judging.gesture.reading import Reading, SeenHand
from toolkit.judging.looking import files as module
from toolkit.judging.looking.files import likeliest, look_at_files
from toolkit.rating.flaws import Flaw, flaws_of
from toolkit.vocabulary import Gesture, load_vocabulary


def saved(folder: Path, name: str, pixels: np.ndarray) -> Path:
    file = folder / name
    Image.fromarray(pixels).save(file)
    return file


def test_a_picture_shows_its_gesture_first(tmp_path: Path) -> None:
    files = [saved(tmp_path, f"{name}.png", picture(name)) for name in ("peace", "like", "dislike")]
    looks = list(look_at_files(files, opened_judge()))
    assert [look.matches[0].gesture for look in looks] == ["peace", "like", "dislike"]
    for look in looks:
        assert (look.answer.outcome, look.answer.reason) == ("unjudged", "nothing_expected")
        scores = [match.score for match in look.matches]
        assert scores == sorted(scores, reverse=True)
        assert look.hands[0].side == "right"


def test_an_expected_gesture_gets_a_verdict_with_its_reasons(tmp_path: Path) -> None:
    file = saved(tmp_path, "peace.png", picture("peace"))
    good, bad = (
        next(look_at_files([file], opened_judge(), expect=wanted)) for wanted in ("peace", "fist")
    )
    assert (good.answer.outcome, good.answer.reason) == ("pass", "match")
    assert (bad.answer.outcome, bad.answer.reason) == ("fail", "other_gesture")
    assert (good.expected, bad.expected) == ("peace", "fist")
    # The hand's differences are those from what was asked for, not from what it looks like.
    assert bad.hands[0].differences == bad.answer.details != ()
    assert "fist" not in {match.gesture for match in bad.hands[0].matches}


@pytest.mark.parametrize(("expect", "pairs"), [(None, True), ("peace", False), ("timeout", True)])
def test_a_second_hand_is_looked_for_where_it_may_be_expected(
    expect: str | None, pairs: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    read = HandJudge.read

    def noted(judge: HandJudge, picture: np.ndarray, *, pairs: bool = True) -> Reading:
        asked.append(pairs)
        return read(judge, picture, pairs=pairs)

    monkeypatch.setattr(HandJudge, "read", noted)
    file = saved(tmp_path, "peace.png", picture("peace"))
    list(look_at_files([file], opened_judge(), expect=expect))
    assert asked == [pairs]


def test_an_empty_wall_and_a_broken_file(tmp_path: Path) -> None:
    wall = saved(tmp_path, "wall.png", np.full((200, 200, 3), 150, np.uint8))
    broken = tmp_path / "broken.png"
    broken.write_bytes(wall.read_bytes()[:60])
    empty, unread = look_at_files([wall, broken], opened_judge(), expect="palm")
    assert (empty.answer.outcome, empty.answer.reason, empty.hands) == ("fail", "no_hand", ())
    assert (unread.answer.outcome, unread.answer.reason) == ("unjudged", "unreadable")
    assert "broken.png" in str(unread.answer.details[0].values()["text"])
    (asked_nothing,) = look_at_files([wall], opened_judge())
    assert (asked_nothing.answer.outcome, asked_nothing.answer.reason) == ("unjudged", "no_hand")
    assert (asked_nothing.expected, empty.expected, unread.expected) == ("", "palm", "palm")


def test_a_thin_picture_costs_the_others_nothing(tmp_path: Path) -> None:
    thin = saved(tmp_path, "thin.png", np.zeros((1, 100, 3), np.uint8))
    good = saved(tmp_path, "good.png", picture("peace"))
    refused, seen = look_at_files([thin, good], opened_judge(), expect="peace")
    assert refused.answer.reason == "unreadable"
    assert "thin.png has 100 x 1 pixels" in str(refused.answer.details[0].values()["text"])
    assert seen.answer.outcome == "pass"


class Finds:
    """Stands in for the form judge: a flaw at the first joint of every hand, and who it was."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def forms(self, pixels: np.ndarray, hands: Sequence[DetectedHand]) -> tuple[HandForm, ...]:
        self.asked.append(len(hands))
        return tuple(
            HandForm(
                box=hand.box,
                outcome="fail",
                reason="flawed",
                score=0.8,
                flaws=(Flaw(kind="other", score=0.8, x=x, y=y, hand=number),),
                tips=5,
            )
            for number, hand in enumerate(hands)
            for x, y in [hand.points_px[0, :2].tolist()]
        )


def test_the_form_is_judged_of_the_hands_that_were_read(tmp_path: Path) -> None:
    file = saved(tmp_path, "peace.png", picture("peace"))
    finds = Finds()
    (look,) = look_at_files([file], opened_judge(), finds)  # type: ignore[arg-type]
    (hand,) = look.hands
    assert finds.asked == [1]
    assert hand.form is not None and hand.form.box == hand.box
    assert look.form == picture_answer([hand.form])
    (alone,) = look_at_files([file], opened_judge())
    assert alone.form is None and alone.hands[0].form is None
    assert alone.hands[0].box == hand.box and alone.answer == look.answer


def test_places_are_told_in_the_file_s_own_pixels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved(tmp_path, "peace.png", picture("peace"))
    finds = Finds()
    (small,) = look_at_files([file], opened_judge(), finds)  # type: ignore[arg-type]
    shown = DecodedPicture(pixels=picture("peace"), scale=3.0)
    monkeypatch.setattr(module, "decode_picture", lambda file: shown)
    (large,) = look_at_files([file], opened_judge(), finds)  # type: ignore[arg-type]
    assert large.hands[0].box == pytest.approx([3 * each for each in small.hands[0].box])
    assert small.form is not None and large.form is not None
    (one,), (other,) = flaws_of(small.form.details), flaws_of(large.form.details)
    assert one.x is not None and one.y is not None
    assert (other.x, other.y) == pytest.approx((3 * one.x, 3 * one.y))


def test_a_file_that_cannot_be_read_answers_every_question_asked(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    (look,) = look_at_files([broken], opened_judge(), Finds())  # type: ignore[arg-type]
    assert look.form == look.answer and look.answer.reason == "unreadable"
    (alone,) = look_at_files([broken], opened_judge())
    assert alone.form is None


def test_an_unknown_gesture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        next(look_at_files([tmp_path / "any.png"], opened_judge(), expect="plam"))


# The likeliest, on readings made by hand


def match(gesture: str, cost: float, rarity: float = 0.0) -> Match:
    return Match(
        gesture=gesture,
        score=score_of(cost),
        cost=cost,
        rarity=rarity,
        digit_costs=(),
    )


def reading(*matches: Match, pairs: tuple[Match, ...] = ()) -> Reading:
    """An open palm, facing the camera and pointing up, with these matches."""
    points = joint_points(load_vocabulary().gesture("palm").pose) * TO_CAMERA
    hand = DetectedHand(points_px=points, world_points_mm=points, side="right", presence=0.99)
    return Reading(seen=(SeenHand(hand=hand, side="right", matches=matches),), pairs=pairs)


def free(id: str, **fields: object) -> Gesture:
    plain = {"facing": "any", "pointing": "any", **fields}
    return replace(load_vocabulary().gesture("palm"), id=id, **plain)  # type: ignore[arg-type]


def test_rarity_and_direction_make_a_gesture_less_likely() -> None:
    gestures = {each.id: each for each in (free("a"), free("b"), free("back", facing="back"))}
    shown = reading(match("back", 1.0), match("a", 2.0, rarity=2.5), match("b", 3.0))
    largest, together = likeliest(shown, gestures)
    assert [(each.gesture, each.cost) for each in largest] == [
        ("b", 3.0),
        ("a", 4.5),
        ("back", 7.0),
    ]
    assert together == largest
    assert [each.score for each in largest] == [score_of(each.cost) for each in largest]


def test_one_hand_s_gesture_leaves_the_second_hand_unexplained() -> None:
    gestures = {each.id: each for each in (free("a"), free("two"))}
    for pair_cost, first in ((6.5, "two"), (7.5, "a")):
        shown = reading(match("a", 1.0), pairs=(match("two", pair_cost),))
        largest, together = likeliest(shown, gestures)
        assert [each.cost for each in largest] == [1.0]
        assert together[0].gesture == first
        assert {each.gesture: each.cost for each in together} == {"a": 7.0, "two": pair_cost}


def test_five_are_shown_out_of_sixty() -> None:
    gestures = {each.id: each for each in (free(f"g{number}") for number in range(61))}
    costs = {f"g{number}": 70.0 - number for number in range(61)}
    shown = reading(*(match(id, cost) for id, cost in costs.items()))
    largest, together = likeliest(shown, gestures)
    assert [each.gesture for each in largest] == ["g59", "g58", "g57", "g56", "g55"]
    assert together == largest
