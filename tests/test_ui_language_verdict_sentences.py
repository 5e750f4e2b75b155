"""Why a picture passed or not, in both languages: every code the judge has is said in each."""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest

from tests.rating_samples import judged
from toolkit.decoding.worker_pool import Lost
from toolkit.judging.gesture import differences as made
from toolkit.judging.gesture.direction import Direction, direction_difference
from toolkit.judging.gesture.features import measure_pose
from toolkit.judging.gesture.match import Matcher
from toolkit.judging.looking.lost_answers import CODES as LOST_CODES
from toolkit.judging.looking.lost_answers import lost_answer
from toolkit.rating.flaws import FLAW, FLAW_KINDS, Flaw, FlawKind
from toolkit.rating.judged import JudgedCell
from toolkit.rating.verdicts import (
    OUTCOMES,
    PARTS,
    QUESTIONS,
    REASONS,
    Answer,
    Asked,
    Detail,
    Outcome,
    Verdict,
    parts_detail,
    text_detail,
)
from toolkit.ui.language.texts import TEXTS
from toolkit.ui.language.verdict_sentences import (
    answer_sentence,
    difference_clause,
    judged_words,
    outcome_words,
    verdict_sentence,
)
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
LATIN = re.compile("[A-Za-z]")


def _differences() -> Iterator[Detail]:
    """What is found of every eighth gesture's hand, held against all one-handed gestures."""
    single = [gesture for gesture in VOCABULARY.gestures.values() if gesture.hands == 1]
    matcher = Matcher(single)
    for gesture in single[::8]:
        for match in matcher.matches(measure_pose(gesture.pose)):
            yield from match.differences
    for facing, angle in itertools.product(("palm", "back"), (0.0, 90.0, 180.0)):
        seen = Direction(facing=facing, facing_sure=True, angle_deg=angle, toward=0.0, square=True)
        found = (direction_difference(seen, gesture) for gesture in single)
        yield from (each for each in found if each is not None)


def _words_of(parameter: inspect.Parameter) -> list[str]:
    """Every value that a field of a code may have, by its annotation."""
    return list(get_args(parameter.annotation)) or ["index", "middle", "ring", "pinky"]


def _every_detail() -> Iterator[Detail]:
    """Each code with each of its words."""
    for code in made.CODES:
        parameters = inspect.signature(getattr(made, code), eval_str=True).parameters
        for words in itertools.product(*(_words_of(each) for each in parameters.values())):
            given = dict(zip(parameters, words, strict=True))
            call: Any = getattr(made, code)
            positional = [
                given.pop(name)
                for name, each in parameters.items()
                if each.kind is each.POSITIONAL_OR_KEYWORD
            ]
            yield call(*positional, **given)


def test_every_code_with_every_word_is_said_in_both_languages() -> None:
    details = list(_every_detail())
    assert {each.code for each in details} == set(made.CODES)
    found = {*details, *_differences()}
    for detail in found:
        english, chinese = difference_clause(detail, "en"), difference_clause(detail, "zh")
        assert not LATIN.search(chinese), chinese
        assert "_" not in english and "(" not in english
        assert difference_clause(made.of_hand(detail, "left"), "en") == f"left {english}"
        assert difference_clause(made.of_hand(detail, "right"), "zh") == f"右手{chinese}"
    clauses = {difference_clause(detail, "en") for detail in details}
    assert len(clauses) == len(details), "two differences are said by the same words"


@pytest.mark.parametrize(
    ("detail", "english", "chinese"),
    [
        (
            made.finger("ring", seen="extended", expected="folded"),
            "ring finger extended, expected folded",
            "无名指伸直，应为握起",
        ),
        (
            made.finger("pinky", seen="bent", expected="extended"),
            "pinky finger half bent, expected extended",
            "小指半弯，应为伸直",
        ),
        (
            made.bend("index", joint="knuckle", bent="much"),
            "index finger bent too much at the knuckle",
            "食指指根弯得太多",
        ),
        (
            made.bend("middle", joint="middle_joint", bent="little"),
            "middle finger bent too little at the middle joint",
            "中指中间关节弯得太少",
        ),
        (
            made.of_hand(made.thumb(seen="out", expected="along"), "left"),
            "left thumb stuck out, expected alongside",
            "左手拇指向外伸出，应为贴在旁边",
        ),
        (
            made.thumb(seen="at_ring", expected="across"),
            "thumb at the ring finger's tip, expected across the palm",
            "拇指碰到无名指指尖，应为横在掌心",
        ),
        (
            made.thumb_place(seen="across"),
            "thumb across the palm, but in another place than expected",
            "拇指横在掌心，但位置不对",
        ),
        (
            made.gap("index", "middle", seen="together", expected="apart"),
            "index and middle fingers together, expected apart",
            "食指与中指并拢，应为分开",
        ),
        (
            made.gap_width("ring", "pinky", width="wider"),
            "ring and pinky fingers wider than expected",
            "无名指与小指分得太开",
        ),
        (
            made.facing(seen="back", expected="side"),
            "the back of the hand faces the camera, expected its side",
            "手背朝前，应为侧面",
        ),
        (
            made.facing(seen="palm", expected="back"),
            "the palm of the hand faces the camera, expected the back",
            "掌心朝前，应为手背",
        ),
        (
            made.pointing(seen="sideways", expected="up"),
            "the hand points sideways, expected up",
            "手指向侧面，应指向上",
        ),
        (
            made.at_camera(),
            "the hand lies in the picture's plane, expected to point at the camera",
            "手与画面平行，应指向镜头",
        ),
        (
            made.other_place(),
            "the hands are in another place to each other than expected",
            "两手的相对位置不对",
        ),
        (
            made.turned(),
            "the hands are turned another way than expected",
            "两手的朝向不对",
        ),
        (text_detail("what has no code"), "what has no code", "what has no code"),
        (Detail.of("blur", sharpness=3), "blur (sharpness 3)", "blur (sharpness 3)"),
        (Detail.of("blur"), "blur", "blur"),
        (Detail.of("finger", digit="index"), "finger (digit index)", "finger (digit index)"),
        (
            Detail.of("finger", digit="sixth", seen="extended", expected="gone"),
            "sixth finger extended, expected gone",
            "sixth伸直，应为gone",
        ),
        (made.of_hand(Detail.of("blur"), "left"), "left blur", "左手blur"),
    ],
)
def test_a_clause(detail: Detail, english: str, chinese: str) -> None:
    assert difference_clause(detail, "en") == english
    assert difference_clause(detail, "zh") == chinese


RING = made.finger("ring", seen="extended", expected="folded")
INDEX = made.finger("index", seen="extended", expected="folded")


@pytest.mark.parametrize(
    ("answer", "english", "chinese"),
    [
        (Answer(outcome="pass", reason="match"), "Shows fist.", "符合“举起拳头”。"),
        (
            Answer(outcome="pass", reason="match", details=(text_detail("bright"),)),
            "Shows fist: bright.",
            "符合“举起拳头”：bright。",
        ),
        (Answer(outcome="fail", reason="no_hand"), "No hand was found.", "没有找到手。"),
        (
            Answer(outcome="fail", reason="one_hand"),
            "One hand was found; fist takes two.",
            "只找到一只手，“举起拳头”需要两只。",
        ),
        (
            Answer(
                outcome="fail", reason="other_gesture", best_match="palm", details=(RING, INDEX)
            ),
            "Looks like open palm, not fist: ring finger extended, expected folded; "
            "index finger extended, expected folded.",
            "像“手掌”，不像“举起拳头”：无名指伸直，应为握起；食指伸直，应为握起。",
        ),
        (
            Answer(outcome="fail", reason="other_gesture", best_match="gone"),
            "Looks like gone, not fist.",
            "像gone，不像“举起拳头”。",
        ),
        (
            Answer(outcome="fail", reason="low_score", details=(RING, INDEX, RING, INDEX)),
            "No clear fist: ring finger extended, expected folded; index finger extended, "
            "expected folded; ring finger extended, expected folded.",
            "不是清楚的“举起拳头”：无名指伸直，应为握起；食指伸直，应为握起；无名指伸直，应为握起。",
        ),
        (
            Answer(
                outcome="fail",
                reason="wrong_direction",
                details=(made.facing(seen="back", expected="palm"),),
            ),
            "The fingers are right, but the back of the hand faces the camera, expected the palm.",
            "手指正确，但手背朝前，应为掌心。",
        ),
        (
            Answer(outcome="fail", reason="wrong_direction"),
            "The fingers are right, but the hand faces or points another way.",
            "手指正确，但手的朝向不对。",
        ),
        (
            Answer(outcome="unjudged", reason="no_judge", details=(text_detail("No model."),)),
            "No model.",
            "No model.",
        ),
        (Answer(outcome="unjudged", reason="no_judge"), "There was no judge.", "没有判定器。"),
        (
            Answer(outcome="unjudged", reason="unreadable", details=(text_detail("Broken."),)),
            "Broken.",
            "Broken.",
        ),
        (Answer(outcome="pass", reason="person"), "A person looked at it.", "由人判定。"),
        (Answer(outcome="unjudged", reason="taken_back"), "Taken back.", "已撤回。"),
        (
            Answer(outcome="fail", reason="other", details=(text_detail("blurry"),)),
            "blurry",
            "blurry",
        ),
    ],
)
def test_a_sentence(answer: Answer, english: str, chinese: str) -> None:
    assert answer_sentence(answer, "fist", VOCABULARY.gestures, "en") == english
    assert answer_sentence(answer, "fist", VOCABULARY.gestures, "zh") == chinese
    verdict = Verdict(
        request_hash="a" * 64,
        expected="fist",
        outcome=answer.outcome,
        reason=answer.reason,
        judge="hand-landmarks",
        judge_version="1",
        details=answer.details,
        best_match=answer.best_match,
    )
    assert verdict_sentence(verdict, VOCABULARY.gestures, "en") == english
    assert verdict_sentence(verdict, VOCABULARY.gestures, "zh") == chinese


@pytest.mark.parametrize("kind", FLAW_KINDS)
def test_every_flaw_is_said_in_both_languages(kind: FlawKind) -> None:
    detail = Flaw(kind=kind, score=0.926, x=3.0, y=4.5, hand=2).detail()
    english, chinese = difference_clause(detail, "en"), difference_clause(detail, "zh")
    assert english.endswith(" (0.93)") and "_" not in english and "4.5" not in english
    assert chinese.endswith("（0.93）") and not LATIN.search(chinese)


def test_flaws_have_words_of_their_own_and_no_word_is_left_over() -> None:
    said = {key.removeprefix("flaw.") for key in TEXTS if key.startswith("flaw.")}
    assert said == set(FLAW_KINDS)
    for place in (0, 1):
        assert len({TEXTS[f"flaw.{kind}"][place] for kind in FLAW_KINDS}) == len(FLAW_KINDS)


def test_half_a_flaw_is_shown_as_it_is() -> None:
    assert difference_clause(Detail.of("flaw", kind="extra_finger"), "en") == (
        "flaw (kind extra_finger)"
    )
    assert "sixth" in difference_clause(Detail.of("flaw", kind="sixth", score="x"), "en")


JUDGED = judged("fail", of="both")


@pytest.mark.parametrize(
    ("cell", "english", "chinese"),
    [
        (judged("fail"), "not the gesture asked for", "不是所要的手势"),
        (judged("fail", of="form"), "malformed", "手形错误"),
        (judged("pass", of="both"), "the gesture asked for, well formed", "是所要的手势，手形正确"),
        (
            replace(JUDGED, gesture_outcome="pass", form_outcome="fail"),
            "malformed",
            "手形错误",
        ),
        (
            replace(JUDGED, gesture_outcome="fail", form_outcome="unjudged"),
            "not the gesture asked for",
            "不是所要的手势",
        ),
        (
            replace(JUDGED, gesture_outcome="fail", form_outcome="fail"),
            "not the gesture asked for; malformed",
            "不是所要的手势；手形错误",
        ),
        (
            replace(JUDGED, outcome="unsure", gesture_outcome="pass", form_outcome="unsure"),
            "form: not clear",
            "手形：不确定",
        ),
        (
            replace(JUDGED, outcome="unjudged", gesture_outcome="unjudged", form_outcome="pass"),
            "gesture: not judged",
            "手势：未判定",
        ),
        (
            # One judge answered both questions at once: which one failed is not known.
            replace(JUDGED, gesture_outcome="unjudged", form_outcome="unjudged"),
            "not the gesture asked for, or malformed",
            "不是所要的手势，或手形错误",
        ),
    ],
)
def test_which_question_decided_is_said(cell: JudgedCell, english: str, chinese: str) -> None:
    assert judged_words(cell, "en") == english
    assert judged_words(cell, "zh") == chinese


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_outcome_of_every_question_has_words(outcome: Outcome, question: Asked) -> None:
    assert outcome_words(outcome, question, "en")
    assert not LATIN.search(outcome_words(outcome, question, "zh"))
    assert f"asked.{question}" in TEXTS and f"verdict.person.{outcome}" in TEXTS


def test_a_number_is_said_with_four_digits() -> None:
    answer = Answer(outcome="measured", reason="measured", number=-12.34567)
    assert answer_sentence(answer, "fist", VOCABULARY.gestures, "en") == "Measured -12.35."
    assert answer_sentence(answer, "fist", VOCABULARY.gestures, "zh") == "测得-12.35。"


def test_form_verdicts_are_said_with_what_is_wrong() -> None:
    flaws = tuple(
        Flaw(kind=kind, score=score, x=1, y=2).detail()
        for kind, score in (("extra_finger", 0.97), ("too_long", 0.8))
    )
    answer = Answer(outcome="fail", reason="flawed", details=flaws)
    assert answer_sentence(answer, "fist", VOCABULARY.gestures, "en") == (
        "Malformed: extra finger (0.97); finger too long (0.80)."
    )
    assert answer_sentence(answer, "fist", VOCABULARY.gestures, "zh") == (
        "手形错误：多余的手指（0.97）；手指过长（0.80）。"
    )
    crash = Answer(outcome="unjudged", reason="crashed", details=(text_detail("no paper"),))
    assert answer_sentence(crash, "fist", VOCABULARY.gestures, "en") == (
        "The judge broke down: no paper."
    )


def test_a_lost_process_is_said_with_its_code_or_the_limit() -> None:
    crashed = lost_answer(Lost(why="crashed", code=-6), 60.0)
    late = lost_answer(Lost(why="timed_out"), 60.0)
    said = [
        [answer_sentence(one, "fist", VOCABULARY.gestures, lang) for lang in ("en", "zh")]
        for one in (crashed, late)
    ]
    assert said == [
        [
            "The judge broke down: its process ended with code -6.",
            "判定器出错：其进程以代码-6结束。",
        ],
        ["The judge took too long: over 60 s.", "判定超时：超过60秒。"],
    ]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_a_sentence_in_both_languages(reason: str) -> None:
    answer = Answer(outcome="fail", reason=reason)  # type: ignore[arg-type]
    assert answer_sentence(answer, "fist", VOCABULARY.gestures, "en").endswith(".")
    chinese = answer_sentence(answer, "fist", VOCABULARY.gestures, "zh")
    assert chinese.endswith("。") and not LATIN.search(chinese.replace("fist", ""))


def test_no_text_of_the_verdicts_is_left_over() -> None:
    """Each is said of some code, word or reason; the parts of other tabs are not looked at."""
    codes = {f"difference.{code}" for code in (*made.CODES, *LOST_CODES, FLAW, PARTS)}
    words = {key for key in TEXTS if key.startswith("difference.") and key.count(".") == 2}
    assert {key for key in TEXTS if key.startswith("difference.")} == codes | words
    parts = [parts_detail(each, each) for each in ("pass", "fail", "unsure")]
    said = {difference_clause(detail, "en") for detail in (*_every_detail(), *parts)}
    joined = " ".join(said)
    unsaid = {
        key
        for key in words - {"difference.of_hand.left", "difference.of_hand.right"}
        if TEXTS[key][0] not in joined
    }
    assert unsaid == set()
    reasons = {key.removeprefix("reason.") for key in TEXTS if key.startswith("reason.")}
    assert reasons == {*REASONS, "direction"}
