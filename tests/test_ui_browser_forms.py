"""Every field of every form in a real browser: opened, left empty, filled wrongly and rightly.

A wrong value is one sentence beside the form, in the page's language; never a toast, never a
failed request (`tests.browser_app` refuses those), never another value taken in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser_app import open_tab, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True, kw_only=True)
class TypedField:
    """A box for a number: ``wrong`` values with the sentence each gives; the last in Chinese."""

    name: str
    at_first: str
    wrong: tuple[tuple[str, str], ...]
    chinese: str
    right: str
    says: str


WHOLE_SEEDS = "is not a whole number from 1 to 20\u202f000."
TYPED = (
    TypedField(
        name="seeds",
        at_first="4",
        wrong=(
            ("", "Seeds for each: write a whole number from 1 to 20\u202f000."),
            ("0", f"“0” {WHOLE_SEEDS}"),
            ("many", f"“many” {WHOLE_SEEDS}"),
            ("2.5", f"“2.5” {WHOLE_SEEDS}"),
        ),
        chinese="每组种子数：“2.5”不是 1 到 20\u202f000 的整数。",
        right="3",
        says="3 seeds = 3 pictures",
    ),
    TypedField(
        name="first-seed",
        at_first="1",
        wrong=(
            ("-1", "First seed: “-1” is not a whole number from 0"),
            ("", "First seed: write a whole number from 0"),
        ),
        chinese="起始种子：请填写 0 到",
        right="0",
        says="4 pictures",
    ),
    TypedField(
        name="steps",
        at_first="",
        wrong=(
            ("7.5", "Steps: “7.5” is not a whole number"),
            ("0", "Steps: “0” is not a whole number from 1 to 500."),
        ),
        chinese="步数：“0”不是 1 到 500 的整数。",
        right="5",
        says="4 pictures",
    ),
    TypedField(
        name="guidance",
        at_first="",
        wrong=(
            ("-1", "Guidance: “-1” is not a number"),
            ("strong", "Guidance: “strong” is not a number"),
            ("51", "Guidance: “51” is not a number from 0 to 50."),
        ),
        chinese="引导强度：“51”不是 0 到 50 的数。",
        right="2,5",
        says="4 pictures",
    ),
)
MAY_BE_EMPTY = ("steps", "guidance")
WORDS = ("views", "negatives", "side", "skin", "light", "background", "material")


def cost_says(page: Any, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('#sweep-cost').innerText.includes(words)", arg=words
    )


def no_alarm(page: Any) -> None:
    """No toast, and nothing that Gradio covers with its own word "Error"."""
    assert page.locator(".toast-body").count() == 0
    assert page.locator(".gradio-container .error:not(.notice):visible").count() == 0


def speak(page: Any, language: str) -> None:
    page.locator("#language label", has_text=language).click()


def compose(page: Any) -> None:
    """The Sweep tab with one gesture and everything unfolded."""
    open_tab(page, "Sweep")
    choose(page, "gestures", "fist")
    cost_says(page, "1 gesture × 4 seeds = 4 pictures")
    page.locator("#sweep-more > button").click()
    page.locator("#sweep-steps input").wait_for()


def choose(page: Any, name: str, words: str) -> None:
    """Type ``words`` into a list and press Enter; the list is closed again."""
    box = page.locator(f"#sweep-{name} input")
    box.click()
    box.fill(words)
    box.press("Enter")
    box.press("Escape")


def clear(page: Any, name: str) -> None:
    page.locator(f"#sweep-{name} .token-remove:not(.remove-all)").last.click()


def test_numbers_of_the_sweep_form(page: Any) -> None:
    compose(page)
    # Opening the fold changes nothing, and nothing turns empty into 0.
    for field in TYPED:
        assert page.locator(f"#sweep-{field.name} input").input_value() == field.at_first
    cost_says(page, "4 pictures")
    page.get_by_label("explicit").check()
    cost_says(page, "8 pictures")
    page.get_by_label("explicit").uncheck()
    cost_says(page, "= 4 pictures")
    for field in TYPED:
        box = page.locator(f"#sweep-{field.name} input")
        for typed, english in field.wrong:
            box.fill(typed)
            cost_says(page, english)
            assert page.locator("#sweep-run").is_disabled()
            assert box.get_attribute("aria-invalid") == "true"
            no_alarm(page)
        speak(page, "中文")
        cost_says(page, field.chinese)
        speak(page, "en")
        cost_says(page, field.wrong[-1][1])
        box.fill(field.right)
        cost_says(page, field.says)
        assert page.locator("#sweep-run").is_enabled()
        assert page.locator("[aria-invalid=true]").count() == 0
        box.fill("")
        cost_says(page, "pictures" if field.name in MAY_BE_EMPTY else "write a whole number")
        box.fill(field.at_first)
        cost_says(page, "4 pictures")
    no_alarm(page)


def test_lists_of_the_sweep_form(page: Any) -> None:
    compose(page)
    clear(page, "gestures")
    page.wait_for_selector("#sweep-cost [data-act=example]")
    choose(page, "gestures", "no such hand")
    page.wait_for_selector("#sweep-cost [data-act=example]")
    choose(page, "gestures", "fist")
    cost_says(page, "4 pictures")

    page.get_by_label("plain").uncheck()
    cost_says(page, "Phrases: choose at least one.")
    page.get_by_label("plain").check()
    cost_says(page, "4 pictures")

    clear(page, "models")
    cost_says(page, "Models: choose at least one.")
    speak(page, "中文")
    cost_says(page, "模型：请至少选择一项。")
    speak(page, "en")
    page.locator("#sweep-models input").click()
    page.get_by_role("option").first.click()
    cost_says(page, "4 pictures")

    # Typed values: a wrong one is said, a right one counts, none leaves the axis out.
    choose(page, "weights", "heavy")
    cost_says(page, "Weights: “heavy” is not a number from 0 to 2.")
    clear(page, "weights")
    choose(page, "weights", "1,3")
    cost_says(page, "2 weights × 4 seeds = 8 pictures")
    clear(page, "weights")
    clear(page, "weights")
    cost_says(page, "= 4 pictures")
    choose(page, "strengths", "0.5")
    cost_says(page, "Control strength: nothing holds the hand to its pose")
    choose(page, "strengths", "3")
    cost_says(page, "“3” is not a number from 0 to 2.")
    clear(page, "strengths")
    clear(page, "strengths")
    cost_says(page, "= 4 pictures")

    # A list without typed values: what is not on it is not taken.
    choose(page, "controls", "no such word")
    page.locator("#sweep-seeds input").click()
    assert page.locator("#sweep-controls input").input_value() == ""
    cost_says(page, "= 4 pictures")

    no_alarm(page)


def test_words_of_one_s_own_on_the_sweep_form(page: Any) -> None:
    """On every list of words, and phrases one a line."""
    compose(page)
    page.locator("#sweep-prompts-box > button").click()
    for name in WORDS:
        choose(page, name, "<i>not</i> on the list")
        cost_says(page, "2 views × 4 seeds = 8" if name == "views" else "= 4 pictures")
        page.wait_for_function(
            "document.querySelector('#sweep-prompts').innerText.includes('<i>not</i> on the list')"
        )
        clear(page, name)
        cost_says(page, "1 gesture × 4 seeds = 4 pictures")
    own = page.locator("#sweep-own-phrases textarea")
    own.fill("waving his hands\n\nwaving")
    cost_says(page, "3 phrases × 4 seeds = 12 pictures")
    page.get_by_label("plain").uncheck()
    cost_says(page, "2 phrases × 4 seeds = 8 pictures")
    own.fill("")
    cost_says(page, "Phrases: choose at least one.")
    page.get_by_label("plain").check()
    cost_says(page, "= 4 pictures")
    own.fill("x" * 2001)
    cost_says(page, "2 001")
    own.fill("")
    cost_says(page, "= 4 pictures")
    no_alarm(page)


def test_the_forms_of_the_words_tab(page: Any) -> None:
    search = page.locator("#words-search input, #words-search textarea")
    total = page.locator(".card").count()
    for typed, found in (("zzzz", "Nothing fits “zzzz”."), ("   ", f"{total} gestures")):
        search.fill(typed)
        page.locator("#words-cards", has_text=found).wait_for()
    search.fill("拳头")
    page.wait_for_function("document.querySelectorAll('.card').length < 20")
    search.fill("")
    page.locator("#words-cards", has_text=f"{total} gestures").wait_for()
    for name in ("fingers", "hands"):
        for choice in range(2):
            page.locator(f"#words-{name} label:has(input)").nth(1 - choice).click()
            page.wait_for_function(
                "([all, total]) => (document.querySelectorAll('.card').length === total) === all",
                arg=[choice == 1, total],
            )
    page.locator("#words-kind input").click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_function("total => document.querySelectorAll('.card').length < total", arg=total)

    page.locator("#words-suggest button").first.click()
    prompt = page.locator("#words-prompt textarea")
    for typed in ("a house on a hill", "   "):
        prompt.fill(typed)
        page.locator("#words-suggested").wait_for(state="attached")
        no_alarm(page)
    prompt.fill("a woman waving from a train")
    page.wait_for_selector(".suggestion [data-id=wave]")
    prompt.fill("")
    page.wait_for_selector(".suggestion", state="detached")
    no_alarm(page)


def test_the_forms_of_rate_and_results(chromium: Any, rated_address: str) -> None:
    with opened_page(chromium, rated_address) as page:
        open_tab(page, "Rate")
        page.wait_for_selector(".rate .pick img[src]")
        run = page.locator("#rate-run input")
        chosen = run.input_value()
        for typed in ("", "no such run"):
            run.fill(typed)
            run.press("Enter")
            run.press("Tab")
            page.wait_for_function(
                "said => document.querySelector('#rate-run input').value === said", arg=chosen
            )
        no_alarm(page)

        open_tab(page, "Results")
        page.wait_for_selector("#results-yields .yields")
        rows = page.locator("#results-yields .yields tbody tr").count()
        page.locator("#results-by .token-remove").last.click()
        page.wait_for_timeout(300)
        assert page.locator("#results-yields .yields tbody tr").count() == rows
        for name in ("run", "by"):
            box = page.locator(f"#results-{name} input")
            box.fill("no such thing")
            box.press("Enter")
            box.press("Tab")
        page.locator("#results-by input").click()
        page.get_by_role("option", name="weight").click()
        page.wait_for_function(
            "rows => document.querySelectorAll('#results-yields .yields tbody tr').length > rows",
            arg=rows,
        )
        page.locator("#results-source label").nth(1).click()
        page.wait_for_selector("#results-rank .yields")
        no_alarm(page)
