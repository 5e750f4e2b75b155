"""Errors in both languages: by code and fields, with the form's labels, never parsed back."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.test_ui_sweep_form_plan import OFFERED, form
from tests.ui_samples import fill_store, sample_app_state
from toolkit.errors import (
    BadInput,
    GestureError,
    JudgeError,
    ModelError,
    NotConverged,
    PlanError,
    StoreError,
    UnknownName,
)
from toolkit.generation.models import model_spec
from toolkit.judging.gesture.hand_judge import not_here
from toolkit.rating.judged import JudgedCell
from toolkit.rating.strengths.bradley_terry import bradley_terry
from toolkit.rating.strengths.comparisons import Comparison
from toolkit.rating.strengths.pairing import pair_pool
from toolkit.store import Store
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.language.error_sentences import error_sentence, place_words
from toolkit.ui.language.error_texts import ERROR_TEXTS
from toolkit.ui.language.texts import TEXTS
from toolkit.ui.rate.questions import Questions
from toolkit.ui.rate.tokens import Tokens
from toolkit.ui.state import AppState
from toolkit.ui.sweep.form_plan import read_plan
from toolkit.ui.sweep.sweep_tab import sentence
from toolkit.vocabulary import load_vocabulary

TOOLKIT = Path(__file__).parent.parent / "toolkit"
VOCABULARY = load_vocabulary()
LATIN = re.compile("[A-Za-z]")
QUOTED = re.compile("“[^”]*”")
CODES = {key.removeprefix("error.") for key in ERROR_TEXTS if re.fullmatch(r"error\.\w+", key)}


def unquoted(words: str) -> str:
    """``words`` without what stands in quotation marks: input, commands, names of files."""
    return QUOTED.sub("", words)


def plan(**more: object) -> dict[str, object]:
    return {"gestures": ["fist"], "axes": {}, **more}


def questions(shared: AppState) -> Questions:
    return Questions(shared)


def raised(make: Callable[[], object]) -> GestureError:
    with pytest.raises(GestureError) as caught:
        make()
    return caught.value


PLANS: dict[str, dict[str, object]] = {
    "unknown_gesture": plan(gestures=["fits"]),
    "unknown_scene_word": plan(axes={"view": ["bakc"]}),
    "unknown_axis": plan(axes={"sparkle": ["yes"]}),
    "given_twice": plan(axes={"weight": [1, 1.0]}),
    "out_of_range": plan(axes={"weight": [0.5, 7]}),
    "words_too_long": plan(axes={"phrase": "waving " * 300}),
    "invisible_character": plan(axes={"phrase": "waving\x07 hands"}),
    "vocabulary_not_here": plan(vocabulary=["mine"]),
    "unfilled_slot": plan(template="{gesture}, {lens}"),
}


@pytest.mark.parametrize("code", PLANS)
def test_a_plan_that_cannot_be_run_is_said_in_chinese(code: str) -> None:
    error = raised(lambda: load_plan(PLANS[code], VOCABULARY))
    assert error.code == code
    assert not LATIN.search(unquoted(error_sentence(error, "zh")))
    assert "plan:" not in error_sentence(error, "en")
    # The command's own words stay as they are.
    assert str(error).startswith("plan: ")


FORMS: dict[str, dict[str, object]] = {
    "no gesture": {"gestures": []},
    "an unknown gesture": {"gestures": ["fits"]},
    "no phrase": {"axes": {"phrase": []}},
    "no model": {"models": []},
    "a model that is not offered": {"models": ["/etc"]},
    "a weight that is none": {"axes": {"phrase": ["plain"], "weight": ["heavy"]}},
    "a weight too large": {"axes": {"phrase": ["plain"], "weight": ["9"]}},
    "an axis that is none": {"axes": {"phrase": ["plain"], "sparkle": ["yes"]}},
    "a strength of nothing": {"axes": {"phrase": ["plain"], "control_strength": ["1"]}},
    "a value given twice": {"axes": {"phrase": ["plain", "plain"]}},
    "no seeds": {"seeds": ""},
    "half a seed": {"seeds": "2.5"},
    "a seed below zero": {"first_seed": "-1"},
    "too many steps": {"steps": "10000"},
    "too much guidance": {"guidance": "900"},
}


@pytest.mark.parametrize("mistake", FORMS)
def test_every_mistake_in_the_sweep_form_is_said_in_chinese(mistake: str) -> None:
    error = raised(lambda: read_plan(form(**FORMS[mistake]), VOCABULARY, OFFERED))
    words = re.sub("<[^>]*>", "", sentence(error, "zh"))
    assert words and not LATIN.search(unquoted(words)), words
    english = re.sub("<[^>]*>", "", sentence(error, "en"))
    assert LATIN.search(english) and "axes." not in english


def test_a_count_may_be_said_in_words() -> None:
    error = BadInput("words", code="too_many_pairs", fields={"count": "many", "most": 20_000})
    assert error_sentence(error, "en").startswith(
        "These pictures make many pairs, more than 20\u202f000"
    )
    long = BadInput("words", code="unknown_model", fields={"got": "x" * 200})
    assert "“" + "x" * 79 + "…”" in error_sentence(long, "en")


def test_a_field_is_called_by_its_label() -> None:
    error = raised(lambda: load_plan(PLANS["out_of_range"], VOCABULARY))
    assert error_sentence(error, "zh") == "权重，第 2 个：7 不在 0 到 2 之间。"
    assert error_sentence(error, "en") == "weight, value 2: 7 does not lie between 0 and 2."
    assert error_sentence(raised(lambda: load_plan(PLANS["given_twice"], VOCABULARY)), "zh") == (
        "权重：“1”重复了，请只留一个。"
    )


@pytest.mark.parametrize(
    ("where", "en", "zh"),
    [
        ("plan: axes.weight[0]", "weight, value 1", "权重，第 1 个"),
        ("plan demo.yaml: settings.control_strength", "control strength", "控制强度"),
        ("axes.view", "view", "视角"),
        ("plan: seeds.start", "first seed", "起始种子"),
        ("plan: seeds.count", "number of seeds", "种子数"),
        ("plan: seeds[4]", "seeds, value 5", "种子，第 5 个"),
        ("gestures[11]", "gestures, value 12", "手势，第 12 个"),
        ("settings.size", "size", "尺寸"),
        ("plan", "plan", "计划"),
        ("", "plan", "计划"),
        ("plan: frobnicate.deeply", "“frobnicate.deeply”", "“frobnicate.deeply”"),
    ],
)
def test_places(where: str, en: str, zh: str) -> None:
    assert place_words(where, "en") == en
    assert place_words(where, "zh") == zh


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[AppState]:
    fill_store(tmp_path)
    shared = sample_app_state(tmp_path)
    yield shared
    shared.store.close()


def _answer(shared: AppState, **changes: str) -> object:
    given = {"token": "a.b", "uuid": "uuid-number-1", "rater": "r0123456789"}
    return questions(shared).save_answer(**{**given, **changes}, given={}, latency_ms=1)


def test_a_gesture_that_no_vocabulary_here_knows_is_said_in_chinese() -> None:
    error = not_here("zorp")
    assert error.code == "gesture_not_here"
    assert str(error) == "The gesture 'zorp' is in no vocabulary here; give --vocab DIR."
    assert not LATIN.search(unquoted(error_sentence(error, "zh")))


RATE: dict[str, Callable[[AppState], object]] = {
    "question_unknown": _answer,
    "no_such_answer": lambda shared: questions(shared).next_questions(
        run="latest", rater="r0123456789", count=1, fresh=True, mode="best"
    ),
    "answer_number": lambda shared: _answer(shared, uuid="../etc"),
    "rater_name": lambda shared: _answer(shared, rater="ANNA!"),
    "cannot_take_back": lambda shared: questions(shared).take_back(
        uuid="never", rater="r0123456789"
    ),
    "unknown_run": lambda shared: shared.store.run("../../etc"),
    "picture_missing": lambda shared: shared.store.read_image("0" * 64),
    "control_missing": lambda shared: shared.store.read_control("0" * 64),
}


@pytest.mark.parametrize("code", RATE)
def test_what_rating_and_looking_can_meet_is_said_in_chinese(shared: AppState, code: str) -> None:
    error = raised(lambda: RATE[code](shared))
    assert error.code == code
    assert not LATIN.search(unquoted(error_sentence(error, "zh")))


def test_a_spent_token_is_said_in_chinese() -> None:
    tokens: Tokens[str] = Tokens()
    token = tokens.issue("anna", "the pair")
    tokens.redeem(token, "anna")
    error = raised(lambda: tokens.redeem(token, "anna"))
    assert error.code == "question_answered"
    assert not LATIN.search(error_sentence(error, "zh"))


def test_an_empty_store_and_one_that_cannot_be_opened(tmp_path: Path) -> None:
    with Store.open(tmp_path / "empty") as store:
        assert raised(lambda: store.run("latest")).code == "no_runs"
    (tmp_path / "file").write_text("in the way")
    error = raised(lambda: Store.open(tmp_path / "file" / "home"))
    assert error.code in CODES
    assert not LATIN.search(unquoted(error_sentence(error, "zh")))
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "gesture.db").write_bytes(b"no database at all " * 400)
    error = raised(lambda: Store.open(tmp_path / "damaged"))
    assert error.code == "database_damaged"
    assert not LATIN.search(unquoted(error_sentence(error, "zh")))


def test_models_rankings_and_large_sweeps() -> None:
    assert raised(lambda: model_spec("no-such-model")).code == "unknown_model"
    contest = [Comparison(first="a", second="b", score=1.0)] * 3
    assert raised(lambda: bradley_terry(contest, max_iterations=0)).code == "not_converged"
    large = load_plan(plan(seeds=1_000_000), VOCABULARY)
    error = raised(large.check_size)
    assert error_sentence(error, "zh").startswith("这样要生成 1\u202f000\u202f000 张图")
    assert not LATIN.search(error_sentence(error, "zh"))


def test_too_many_pairs_are_counted() -> None:
    judged = [
        JudgedCell(
            request_hash=f"{number:064x}",
            cell=f"fist-{number}",
            gesture="fist",
            seed=1,
            values=(("gesture", "fist"), ("weight", str(number))),
            outcome="pass",
            reason="match",
        )
        for number in range(2100)
    ]
    error = raised(lambda: pair_pool(judged, ["weight"]))
    assert error.code == "too_many_pairs" and error.fields["count"] == 2100 * 2099 // 2
    assert not LATIN.search(error_sentence(error, "zh"))


@pytest.mark.parametrize(
    "kind",
    [
        PlanError,
        UnknownName,
        BadInput,
        StoreError,
        ModelError,
        JudgeError,
        NotConverged,
        GestureError,
    ],
)
def test_an_error_without_a_code_is_framed_and_kept(kind: type[GestureError]) -> None:
    error = kind("Something odd.", hint="Try again.")
    assert error_sentence(error, "en") == "Something odd. Try again."
    framed = error_sentence(error, "zh")
    assert "“Something odd. Try again.”" in framed and not LATIN.search(unquoted(framed))


def test_the_frames_differ_by_kind() -> None:
    kinds = (PlanError, UnknownName, BadInput, StoreError, ModelError, JudgeError, GestureError)
    assert len({error_sentence(kind("x"), "zh") for kind in kinds}) == len(kinds)


def test_a_code_whose_fields_are_missing_falls_back_to_its_own_words() -> None:
    error = PlanError("Twice.", code="given_twice")
    assert error_sentence(error, "en") == "Twice."
    assert "“Twice.”" in error_sentence(error, "zh")
    assert error_sentence(PlanError("Odd.", code="nobody_knows"), "en") == "Odd."


def test_what_was_given_is_cut_short() -> None:
    error = UnknownName("x", code="unknown_run", fields={"got": "a" * 500})
    assert len(error_sentence(error, "zh")) < 120


def test_an_error_met_at_a_place_keeps_its_code_and_names_the_place() -> None:
    inner = BadInput("Too much.", hint="Less.", code="out_of_range", fields={"got": 7})
    outer = PlanError.at("plan: axes.weight[1]", inner)
    assert str(outer) == "plan: axes.weight[1]: Too much. Less."
    assert (outer.code, outer.fields["where"], outer.fields["got"]) == (
        "out_of_range",
        "plan: axes.weight[1]",
        7,
    )
    assert isinstance(outer, PlanError) and inner.fields == {"got": 7}
    assert PlanError.at("", inner).message == "Too much."


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    source = "".join(file.read_text("utf-8") for file in TOOLKIT.rglob("*.py"))
    used = set(re.findall(r'\bcode="(\w+)"', source))
    assert used >= CODES
    assert {code for code in used if f"error.{code}" not in TEXTS} <= NOT_ERRORS


NOT_ERRORS = {"no_picture", "picture_broken", "too_many_pixels", "far_too_large", "too_thin"}
"""Codes of other things that are written ``code="..."`` in the source: why a picture is refused,
which `toolkit.ui.language.refusal_sentences` says."""


def test_fields_that_are_numbers_are_not_quoted_and_the_others_are() -> None:
    for key, (_, zh) in ERROR_TEXTS.items():
        for name in (name for _, name, _, _ in string.Formatter().parse(zh) if name):
            quoted = f"“{{{name}}}”" in zh
            free = name in ("where", "axis", "count", "most", "low", "high", "place", "n")
            number = key in ("error.out_of_range",) and name == "got"
            assert quoted or free or number, (key, name)


def test_a_model_is_called_by_its_short_name() -> None:
    error = PlanError(
        "The model '/home/me/models/tiny' has no control network.",
        code="no_control_network",
        fields={"model": "/home/me/models/tiny", "control": "skeleton"},
    )
    for lang in ("en", "zh"):
        sentence = error_sentence(error, lang)
        assert "tiny" in sentence and "/home/me" not in sentence
