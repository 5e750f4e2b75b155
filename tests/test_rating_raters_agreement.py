"""Agreement of judges: kappa and its error by hand, in simulation; people, flaws, questions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.rating.flaws import Flaw, FlawKind
from toolkit.rating.raters.agreement import (
    agreement,
    agreements,
    cohens_kappa,
    kappa_error,
)
from toolkit.rating.verdicts import PEOPLE, Asked, Outcome, Verdict

YES_NO = ("yes", "no")


def _pairs(table: list[list[int]]) -> list[tuple[str, str]]:
    return [
        (one, two)
        for i, one in enumerate(YES_NO)
        for j, two in enumerate(YES_NO)
        for _ in range(table[i][j])
    ]


def test_kappa_by_hand() -> None:
    # 50 grant proposals, both yes 20, only the first 5, only the second 10, neither 15:
    # po = 35/50 = 0.7; pe = 0.5 * 0.6 + 0.5 * 0.4 = 0.5; kappa = 0.2 / 0.5 = 0.4.
    table = [[20, 5], [10, 15]]
    assert cohens_kappa(table) == pytest.approx(0.4)
    # By equation 13 of Fleiss, Cohen and Everitt, with 1 - kappa = 0.6:
    # alike: 0.4 (1 - 1.1 * 0.6)^2 + 0.3 (1 - 0.9 * 0.6)^2 = 0.4 * 0.1156 + 0.3 * 0.2116 = 0.10972;
    # unlike: 0.36 (0.1 (0.6 + 0.5)^2 + 0.2 (0.4 + 0.5)^2) = 0.36 * (0.121 + 0.162) = 0.10188;
    # (0.4 - 0.5 * 0.6)^2 = 0.01; SE = sqrt(0.2016 / 50) / 0.5 = 0.126996.
    assert kappa_error(table) == pytest.approx(math.sqrt(0.2016 / 50) / 0.5)
    found = agreement(_pairs(table), YES_NO)
    assert (found.n, found.agreement) == (50, 0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.confusion == (
        ("yes", "yes", 20),
        ("yes", "no", 5),
        ("no", "yes", 10),
        ("no", "no", 15),
    )
    assert found.count("yes", "no") == 5
    # The same of 20.5, 5.5, 10.5, 15.5 of 52: kappa 0.3846 with SE 0.1253.
    assert found.low == pytest.approx(0.3846 - 1.96 * 0.1253, abs=2e-3)
    assert found.high == pytest.approx(0.3846 + 1.96 * 0.1253, abs=2e-3)


def test_the_error_is_that_of_drawing_again() -> None:
    shares = np.array([[0.45, 0.1, 0.02], [0.05, 0.2, 0.03], [0.03, 0.02, 0.1]])
    n = 400
    rng = np.random.default_rng(5)
    draws = rng.multinomial(n, shares.ravel(), size=4000).reshape(-1, 3, 3)
    kappas = [cohens_kappa(table.tolist()) for table in draws]
    spread = float(np.std([each for each in kappas if each is not None]))
    assert kappa_error((shares * n).tolist()) == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize(
    ("habits", "kappa", "n", "least"),
    [
        ((0.5, 0.5), 0.4, 20, 0.92),
        ((0.5, 0.5), 0.9, 50, 0.92),
        ((0.8, 0.2), 0.0, 50, 0.92),
        ((0.8, 0.2), 0.97, 20, 0.92),
        ((0.93, 0.07), 0.4, 50, 0.88),
        ((0.6, 0.3, 0.1), 0.7, 50, 0.9),
        ((0.85, 0.1, 0.05), 0.9, 50, 0.92),
    ],
)
def test_the_interval_holds_the_truth(
    habits: tuple[float, ...], kappa: float, n: int, least: float
) -> None:
    share = np.array(habits)
    answers = [str(i) for i in range(len(habits))]
    table = kappa * np.diag(share) + (1 - kappa) * np.outer(share, share)
    rng = np.random.default_rng(17)
    held: list[bool] = []
    for draw in rng.multinomial(n, table.ravel(), size=600):
        counts = draw.reshape(len(habits), -1)
        pairs = [
            (answers[i], answers[j])
            for i in range(len(habits))
            for j in range(len(habits))
            for _ in range(counts[i, j])
        ]
        found = agreement(pairs, answers)
        if found.low is not None and found.high is not None:
            held.append(found.low <= kappa <= found.high)
    assert len(held) > 500
    assert np.mean(held) >= least


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=40))
def test_agreement_is_the_same_from_either_side(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs, "abc")
    back = agreement([(two, one) for one, two in pairs], "abc")
    assert (found.n, found.agreement, found.n) == (back.n, back.agreement, len(pairs))
    assert sum(n for _, _, n in found.confusion) == len(pairs)
    if found.kappa is None:
        assert len({each for pair in pairs for each in pair}) <= 1
        assert found.low is None and found.high is None
    else:
        assert found.low is not None and found.high is not None
        assert (found.kappa, found.low, found.high) == pytest.approx(
            (back.kappa, back.low, back.high)
        )
        assert -1.0 <= found.low <= found.kappa <= found.high <= 1.0
        assert found.high - found.low > 0.0, "few pictures never prove full agreement"


def test_an_answer_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="answers are yes, no; got perhaps"):
        agreement([("yes", "perhaps")], YES_NO)


def said(
    judge: str,
    picture: int,
    outcome: Outcome,
    question: Asked = "gesture",
    flaws: tuple[FlawKind, ...] = (),
) -> Verdict:
    """One verdict about one of many pictures."""
    return Verdict(
        request_hash=f"{picture:064d}",
        expected="fist",
        outcome=outcome,
        reason="other",
        judge=judge,
        judge_version="1",
        question=question,
        details=tuple(Flaw(kind=kind, score=0.9, x=1, y=1).detail() for kind in flaws),
    )


def test_judges_of_one_question_are_paired_on_the_pictures_both_looked_at() -> None:
    verdicts = [
        said("hand", 1, "pass"),
        said("hand", 2, "fail"),
        said("hand", 3, "unjudged"),
        said("hand", 4, "pass"),
        said("other", 1, "pass"),
        said("other", 2, "unsure"),
        said("other", 3, "pass"),
        said("form", 1, "fail", "form"),
        replace(said("clip", 1, "measured", "number"), number=0.2),
    ]
    (only,) = agreements(verdicts)
    assert (only.of, only.first, only.second) == ("gesture", "hand", "other")
    assert (only.answers.n, only.answers.agreement) == (2, 0.5)
    assert only.answers.count("fail", "unsure") == 1
    assert agreements(verdicts, of="form") == []
    assert agreements(verdicts, judges=["hand", "form"]) == []
    (record,) = agreements(verdicts).records()
    assert record["n"] == 2 and record["of"] == "gesture"


def test_people_are_one_judge_by_majority_and_may_be_named() -> None:
    verdicts = [said("hand", n, "pass" if n < 3 else "fail") for n in range(4)]
    votes: dict[int, list[Outcome]] = {
        0: ["pass", "pass", "fail"],
        1: ["pass", "fail"],  # they disagree: nothing to compare
        2: ["fail"],
        3: ["fail", "unjudged"],
    }
    verdicts += [
        said(f"person:{name}", picture, outcome, "both")
        for picture, outcomes in votes.items()
        for name, outcome in zip("abc", outcomes, strict=False)
    ]
    found = agreements(verdicts)
    assert [(each.of, each.first, each.second) for each in found] == [("gesture", "hand", PEOPLE)]
    # A gesture judge answers one of the two questions: of both it says nothing, not even "fail".
    assert (found[0].answers.n, found[0].answers.agreement) == (3, 2 / 3)
    (one,) = agreements(verdicts, judges=["hand", "person:a"], of="gesture")
    assert (one.answers.n, one.answers.count("pass", "fail")) == (4, 1)
    both = agreements(verdicts, judges=["person:a", "person:b"])
    assert [each.of for each in both] == ["gesture", "form", "both"]


def test_flaws_are_compared_kind_by_kind() -> None:
    verdicts = [
        said("form", 1, "fail", "form", ("extra_finger", "too_long")),
        said("form", 2, "fail", "form", ("extra_finger",)),
        said("form", 3, "pass", "form", ("fused_fingers",)),  # not claimed: it passed
        said("form", 4, "unjudged", "form", ("extra_finger",)),
        said("vlm", 1, "fail", "form", ("extra_finger",)),
        said("vlm", 2, "fail", "form", ("other",)),
        said("vlm", 3, "unsure", "form"),
        said("vlm", 4, "fail", "form", ("extra_finger",)),
    ]
    (found,) = agreements(verdicts)
    assert found.answers.n == 3
    rows = {each.kind: each.agreement for each in found.flaws}
    assert list(rows) == ["extra_finger", "too_long", "other"]
    assert rows["extra_finger"].confusion == (
        ("yes", "yes", 1),
        ("yes", "no", 1),
        ("no", "yes", 0),
        ("no", "no", 1),
    )
    assert rows["too_long"].count("yes", "no") == 1 and rows["other"].count("no", "yes") == 1


def test_people_s_flaws_are_those_that_most_name_and_a_judge_without_any_is_not_compared() -> None:
    form = [said("form", n, "fail", "form", ("extra_finger",)) for n in (1, 2)]
    silent = [said(f"person:{name}", 1, "fail", "both") for name in "ab"]
    (plain,) = agreements([*form, *silent])
    assert plain.of == "form" and plain.answers.n == 1 and plain.flaws == ()
    named = [
        said("person:a", 1, "fail", "both", ("extra_finger", "too_long")),
        said("person:b", 1, "fail", "both", ("extra_finger",)),
        said("person:c", 1, "fail", "both"),
    ]
    (found,) = agreements([*form, *named])
    assert [(each.kind, each.agreement.count("yes", "yes")) for each in found.flaws] == [
        ("extra_finger", 1)
    ]
