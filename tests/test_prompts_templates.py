from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import PromptError
from toolkit.prompts.dialects import render
from toolkit.prompts.templates import (
    CHINESE_TEMPLATE,
    DEFAULT_TEMPLATE,
    SLOTS,
    compose,
    is_blank,
    template_in,
    template_slots,
)
from toolkit.prompts.tree import Sequence, Text, Weighted, flatten


def plain(template: str, **slots: str) -> str:
    return render(compose(template, slots), "plain")


def test_the_default_reads_like_a_caption() -> None:
    assert plain(DEFAULT_TEMPLATE, gesture="a peace sign") == "a photo of a peace sign"
    assert (
        plain(DEFAULT_TEMPLATE, style="film", gesture="a peace sign", side="left hand", light=" ")
        == "a photo of a peace sign, left hand, film"
    )


def test_the_houses_template_has_a_chinese_twin_and_ones_own_has_none() -> None:
    assert template_in(DEFAULT_TEMPLATE, "zh") == CHINESE_TEMPLATE
    assert template_in(DEFAULT_TEMPLATE, "en") == DEFAULT_TEMPLATE
    assert template_in("{gesture}, now", "zh") == "{gesture}, now"
    assert template_slots(CHINESE_TEMPLATE) == template_slots(DEFAULT_TEMPLATE)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(SLOTS)))
def test_any_subset_in_chinese_leaves_no_stray_separator(names: set[str]) -> None:
    said = plain(CHINESE_TEMPLATE, **{name: f"<{name}>" for name in names})
    expected = [f"<{name}>" for name in SLOTS if name in names]
    if "gesture" in names:
        expected[0] = "<gesture>的照片"
    assert said == "，".join(expected)


def test_chinese_signs_in_a_template_stay_as_they_were_written() -> None:
    assert plain("手，{gesture}； 照片，a", gesture="x") == "手，x； 照片，a"
    assert plain("手，{gesture}； 照片，a") == "手； 照片，a"


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(SLOTS)))
def test_any_subset_leaves_no_stray_separator(names: set[str]) -> None:
    said = plain(DEFAULT_TEMPLATE, **{name: f"<{name}>" for name in names})
    expected = [f"<{name}>" for name in SLOTS if name in names]
    if "gesture" in names:
        expected[0] = "a photo of <gesture>"
    assert said == ", ".join(expected)


@pytest.mark.parametrize(
    ("template", "slots", "expected"),
    [
        ("a[ {skin}] hand[ against {background}]", {}, "a hand"),
        ("a[ {skin}] hand[ against {background}]", {"skin": "dark"}, "a dark hand"),
        ("[{skin} ]hand", {"skin": "dark"}, "dark hand"),
        ("[{skin} ]hand", {}, "hand"),
        ("{gesture} {skin} hand", {"gesture": "open"}, "open hand"),
        ("{gesture} hand {skin}", {"gesture": "open"}, "open hand"),
        ("{gesture}; {view},{light}\n{style}", {"gesture": "a", "light": "b"}, "a, b"),
        ("{view}, just words", {}, "just words"),
        ("{{x}} [[y]] {gesture}", {"gesture": "{z}"}, "{x} [y] {z}"),
        ("{subject} showing {gesture}", {"gesture": "a", "subject": "b"}, "b showing a"),
        ("{view}", {}, ""),
    ],
)
def test_templates_of_ones_own(template: str, slots: dict[str, str], expected: str) -> None:
    assert plain(template, **slots) == expected


def test_weights_in_the_template_and_in_the_slot_multiply() -> None:
    part = Weighted(child=Text(text="peace"), weight=1.1)
    prompt = compose("{gesture:1.3}, {view:0.5}", {"gesture": part, "view": "palm"})
    assert [(p.text, p.weight, p.role) for p in flatten(prompt)] == [
        ("peace", 1.43, "gesture"),
        (", ", 1.0, ""),
        ("palm", 0.5, "view"),
    ]


def test_signs_in_a_slot_are_words() -> None:
    prompt = compose("a photo of {gesture}", {"gesture": "(ok:1.3) {x} 5+"})
    assert flatten(prompt)[1].text == "(ok:1.3) {x} 5+"


def test_blank_trees_are_dropped() -> None:
    blank = Sequence(parts=(Text(text=" "), Weighted(child=Text(text=""), weight=1.2)))
    assert is_blank(blank)
    assert render(compose("{gesture}, {view}", {"gesture": "a", "view": blank}), "plain") == "a"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("a {gestur}", "Did you mean 'gesture'"),
        ("a {mood}", "The slots are gesture"),
        ("a {}", "nothing fills"),
        ("a {gesture", "lone {"),
        ("a gesture}", "lone }"),
        ("a {{gesture}", "lone }"),
        ("[a {gesture}", "never closes"),
        ("a]", "without its ["),
        ("[a [b] {gesture}]", "second ["),
        ("[a [{gesture}]]", "second ["),
        ("{gesture:loud}", "from 0 to 2"),
        ("{gesture:3}", "from 0 to 2"),
        ("{gesture:nan}", "from 0 to 2"),
        (" , ", "is empty"),
        ("", "is empty"),
    ],
)
def test_broken_templates_are_named(template: str, said: str) -> None:
    with pytest.raises(PromptError) as caught:
        compose(template, {"gesture": "a"})
    assert said in str(caught.value)
    assert repr(template) in str(caught.value)


def test_a_template_of_blanks_takes_no_time_and_one_without_end_is_refused() -> None:
    start = time.process_time()
    for template in (" " * 20_000 + "{gesture}", "a" + " ," * 9_000, "{{" * 9_000, "[ " * 9_000):
        with contextlib.suppress(PromptError):
            compose(template, {"gesture": "a"})
    compose("{gesture}", {"gesture": "a" + " " * 1_000_000 + "b"})
    assert time.process_time() - start < 2.0
    for length in (20_001, 100_000, 1_000_000):
        with pytest.raises(PromptError, match=f"{length:,} characters; expected at most 20,000"):
            compose(" " * length, {})
    with pytest.raises(PromptError, match="slot") as caught:
        compose("{" + "x" * 10_000 + "}", {})
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{gesture}  ,  {view}", "a, b"),
        ("{gesture} \n  {view}", "a b"),
        ("{gesture} \n , {view}", "a, b"),
        ("words  ;{gesture}", "words; a"),
        ("{skin}  , {gesture}", "a"),
        ("[{view} , ]{gesture}", "b , a"),
        ("{{  ,{gesture}", "{, a"),
    ],
)
def test_blanks_around_separators_are_closed_up(template: str, expected: str) -> None:
    assert plain(template, gesture="a", view="b") == expected


def test_an_unknown_slot_value_is_refused_and_an_unused_one_is_not() -> None:
    with pytest.raises(PromptError, match="Did you mean 'gesture'"):
        compose("{gesture}", {"gestrue": "a"})
    assert plain("{gesture}", gesture="a", view="palm") == "a"
    assert template_slots("{gesture}[ {view}]") == {"gesture", "view"}


@pytest.mark.parametrize(
    ("template", "dialect", "expected"),
    [
        ("(masterpiece:1.2), {gesture}", "auto", "(masterpiece)1.2, fist"),
        (
            "(masterpiece, best quality:1.2), {gesture}",
            "auto",
            "(masterpiece, best quality)1.2, fist",
        ),
        ("({gesture}, open:1.2), {view}", "auto", "(fist, open)1.2, palm"),
        ("({gesture:1.5}, {light}:1.2), {view}", "auto", "(fist)1.8, palm"),
        ("((word)) {gesture}", "auto", "(word)1.21 fist"),
        ("[word] {gesture}", "auto", "(word)0.909091 fist"),
        ("[a [b]] {gesture}", "a1111", "(a)0.909091 (b)0.826446 fist"),
        ("[{view} seen] {gesture}", "auto", "palm seen fist"),
        ("[{light} lit ]{gesture}", "auto", "fist"),
        ("([{view} seen:1.2)] {gesture}", "plain", "\\(palm seen:1.2\\) fist"),
        (r"ereshkigal \(fate\), {gesture}", "auto", r"ereshkigal \(fate\), fist"),
        ("ereshkigal (fate), {gesture}", "plain", r"ereshkigal \(fate\), fist"),
        ("a ({gesture})1.3, palm", "auto", "a (fist)1.3, palm"),
        ("old++ {gesture}", "compel", "(old)1.21 fist"),
        ("{gesture}++ x", "compel", "(fist)1.21 x"),
        ("({gesture} (x:1.2):1.5)", "comfyui", "(fist)1.5 (x)1.2"),
        ("[word] {gesture}", "comfyui", "word fist"),
        (r"\[word\] {gesture}", "auto", "[word] fist"),
        (r"\[word\] {gesture}", "compel", "[word] fist"),
        ("[[word]] {gesture}", "auto", "[word] fist"),
    ],
)
def test_pasted_weights_in_a_template(template: str, dialect: str, expected: str) -> None:
    made = compose(template, {"gesture": "fist", "view": "palm"}, dialect=dialect)
    assert render(made, "compel") == expected


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("[{gesture}:fist:0.5]", "changes while it is drawn: '[{gesture}:fist:0.5]'"),
        ("{gesture} AND {view}", "'AND'"),
        ("[cat|{gesture}]", "changes while it is drawn: '[cat|{gesture}]'"),
        ("({gesture:1.9}:1.9)", "multiply to 3.61"),
        ("[({gesture}:2.5)]", "from 0 to 2"),
        ("{gesture}, <lora:x:0.7>", "<lora:x:0.7>"),
        ("\ue000 {gesture}", "private character"),
        ("[fist:cat:0.5] {gesture}", "changes while it is drawn: '[fist:cat:0.5]'"),
    ],
)
def test_foreign_commands_in_a_template_are_refused(template: str, said: str) -> None:
    with pytest.raises(PromptError) as caught:
        compose(template, {"gesture": "a"})
    assert said in str(caught.value)
