"""What the page sends, read as an answer or refused, in each mode."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.errors import BadInput
from toolkit.rating import Candidate
from toolkit.rating.flaws import flaws_of
from toolkit.rating.verdicts import answer_to
from toolkit.ui.rate.asked import Mode, Question, read_answer, taken_back, verdict_about, vote_of

PICTURES = tuple(
    Candidate(request_hash=f"{n}" * 64, cell=f"cell-{n}", gesture="fist", variant=f"v{n}")
    for n in range(4)
)


def question(mode: Mode, count: int) -> Question:
    return Question(run="run", mode=mode, pictures=PICTURES[:count], propensity=0.25)


PAIR, ONE, FOUR = question("pair", 2), question("verdict", 1), question("four", 4)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (PAIR, {}),
        (PAIR, {"winner": "best"}),
        (PAIR, {"winner": ["left"]}),
        (ONE, {"gesture": "pass"}),
        (ONE, {"gesture": "pass", "form": "unjudged"}),
        (ONE, {"gesture": "pass", "form": "fail", "flaws": "two_thumbs"}),
        (ONE, {"gesture": "pass", "form": "fail", "flaws": [{"kind": "ugly"}]}),
        (ONE, {"gesture": "pass", "form": "fail", "flaws": [7]}),
        (ONE, {"gesture": "pass", "form": "pass", "flaws": [{"kind": "other"}]}),
        (ONE, {"gesture": "pass", "form": "fail", "flaws": [{"kind": "other", "x": 0.5}]}),
        (ONE, {"gesture": "pass", "form": "fail", "flaws": [{"kind": "other", "x": 2, "y": 0}]}),
        (ONE, {"gesture": "pass", "form": "fail", "flaws": [{"kind": "other", "x": "1", "y": 0}]}),
        (FOUR, {}),
        (FOUR, {"good": [4]}),
        (FOUR, {"good": [True]}),
        (FOUR, {"good": [[0]]}),
        (FOUR, {"good": "0"}),
    ],
)
def test_what_is_no_answer_is_refused(asked: Question, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        read_answer(given, asked)
    assert caught.value.code == "no_such_answer"


def test_a_flaw_is_kept_as_the_form_judge_keeps_it_with_its_place_in_pixels() -> None:
    given = {
        "gesture": "pass",
        "form": "fail",
        "flaws": [{"kind": "two_thumbs", "x": 0.5, "y": 0.25}, {"kind": "too_long"}],
    }
    said = read_answer(given, ONE)
    assert said.winner is None
    verdict = verdict_about(PICTURES[0], said.of_pictures[0], "r0123", (512, 768))
    placed, unplaced = flaws_of(verdict.details)
    assert (placed.kind, placed.x, placed.y, placed.score) == ("two_thumbs", 256.0, 192.0, 1.0)
    assert (unplaced.kind, unplaced.x) == ("too_long", None)
    assert (verdict.judge, verdict.question, verdict.outcome) == ("person:r0123", "both", "fail")
    assert (answer_to(verdict, "gesture"), answer_to(verdict, "form")) == ("pass", "fail")
    assert taken_back(verdict).outcome == "unjudged" and taken_back(verdict).details == ()


def test_tapped_pictures_pass_and_the_others_fail() -> None:
    said = read_answer({"good": [2, 0]}, FOUR)
    assert [said.of_pictures[n].outcome for n in range(4)] == ["pass", "fail", "pass", "fail"]
    assert {a.outcome for a in read_answer({"good": []}, FOUR).of_pictures.values()} == {"fail"}


def test_a_pair_s_flags_are_of_its_sides_and_its_vote_of_its_pictures() -> None:
    said = read_answer({"winner": "tie", "right": "fail", "left": "nonsense"}, PAIR)
    assert said.winner == "tie"
    assert {n: answer.outcome for n, answer in said.of_pictures.items()} == {1: "fail"}
    vote = vote_of(PAIR, "uuid-number", "r0123", "tie", 10**12)
    assert (vote.left, vote.right) == (PICTURES[0].request_hash, PICTURES[1].request_hash)
    assert (vote.propensity, vote.latency_ms) == (0.25, 3_600_000)
