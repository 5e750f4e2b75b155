"""The whole circle in a real browser: compose, run, rate five pairs by keyboard, see it count."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser_app import open_tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEYS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ")


def test_compose_run_rate_and_see_the_results_change(page: Any) -> None:
    # Words: find a gesture in Chinese, put it into the sweep.
    page.locator("#words-search textarea, #words-search input").fill("手掌")
    page.wait_for_function("document.querySelectorAll('.card').length < 60")
    page.locator(".card[data-id=palm]").click()
    page.locator(".dialog [data-act=add]").click()
    page.keyboard.press("Escape")
    page.wait_for_selector(".dialog", state="detached")

    # Sweep: two phrases, nine seeds; the count stands there before it runs.
    open_tab(page, "Sweep")
    page.get_by_label("explicit").check()
    seeds = page.locator("#sweep-seeds input")
    seeds.fill("9")
    seeds.press("Tab")
    page.wait_for_selector("#sweep-cost b:text-is('18 pictures')")
    page.locator("#sweep-prompts-box > button").click()
    page.locator("#sweep-prompts li").nth(1).wait_for()
    assert page.locator("#sweep-prompts li").count() == 2
    page.locator("#sweep-run").click()
    page.wait_for_selector("#sweep-status .notice:has-text('Done')")
    page.wait_for_function("document.querySelectorAll('.tile img[src^=\"data:\"]').length === 18")
    assert page.locator(".tile .mark").count() == 18

    # Results before anybody voted.
    open_tab(page, "Results")
    page.wait_for_selector("#results-yields .yields")
    assert page.locator("#results-rank [data-act=rate]").count() == 1
    assert page.locator("#votes-note").count() == 0

    # Rate: every pair by keyboard, the first answer taken back and given again. Pairs that look the
    # same are not asked: how many there are to answer is said.
    open_tab(page, "Rate")
    page.wait_for_selector(".rate .ask:not([hidden]) .pick img")
    page.wait_for_timeout(1500)
    total = int(page.locator(".rate .done").inner_text().split()[2])
    assert total >= len(KEYS)
    before = ""
    for number, key in enumerate((KEYS[2], *[KEYS[2]] * (total - len(KEYS)), *KEYS)):
        page.wait_for_function(
            "before => { const e = document.querySelector('[data-question]');"
            " return e && e.dataset.question !== before"
            " && !document.querySelector('.rate .ask').hidden; }",
            arg=before,
        )
        before = page.locator("[data-question]").get_attribute("data-question")
        sources = page.locator(".rate .pick img").evaluate_all("all => all.map(e => e.src)")
        assert len(set(sources)) == 2
        assert all(source.startswith("data:image/png;base64,") for source in sources)
        page.keyboard.press(key)
        if number == 0:
            page.wait_for_function("!document.querySelector('.rate .undo').disabled")
            before = page.locator("[data-question]").get_attribute("data-question")
            page.keyboard.press("u")
    page.wait_for_selector(".rate .message button")
    assert "every pair" in page.locator(".rate .message").inner_text()

    take_back_and_answer_again(page)

    # The results have changed.
    page.locator(".rate .message button").click()
    page.wait_for_selector("#votes-note")
    note = page.locator("#votes-note").inner_text()
    assert note.startswith(f"{total} votes; 1 said both bad and 1 not sure")
    assert page.locator("#results-rank .yields tbody tr").count() == 2


def take_back_and_answer_again(page: Any) -> None:
    """After the end, twice over, and after the page was loaded anew."""
    # The last two taken back after the end, and given again; the flag comes back with its answer.
    asked = ".rate .ask:not([hidden])"
    page.keyboard.press("u")
    page.wait_for_selector(asked)
    page.keyboard.press("2")
    page.keyboard.press(KEYS[4])
    page.wait_for_selector(f"{asked}", state="detached")
    page.keyboard.press("u")
    page.wait_for_selector(f"{asked} [data-flag='left:fail'].on")
    page.keyboard.press("2")
    last = page.locator("[data-question]").get_attribute("data-question")
    page.keyboard.press("u")
    page.wait_for_function(
        "last => document.querySelector('[data-question]').dataset.question !== last", arg=last
    )
    for key in KEYS[3:]:
        page.wait_for_selector(asked)
        page.keyboard.press(key)
    page.wait_for_selector(asked, state="detached")

    # What was given before the page was loaded anew can be taken back too.
    page.reload()
    open_tab(page, "Rate")
    page.wait_for_function("!document.querySelector('.rate .undo').disabled")
    page.keyboard.press("u")
    page.wait_for_selector(asked)
    page.keyboard.press(KEYS[4])
    page.wait_for_selector(".rate .message button")


def test_filter_compare_and_ask_what_a_prompt_lacks(page: Any) -> None:
    # Pictures come for what is on the screen only.
    page.wait_for_function("document.querySelectorAll('.card img[src]').length >= 6")
    assert page.locator(".card img[src]").count() < page.locator(".card").count() / 2

    page.locator("#words-hands label", has_text="two").click()
    page.wait_for_selector(".card[data-id=fist]", state="detached")
    page.locator(".card[data-id=hand_heart]").click()
    page.wait_for_function("document.querySelector('.dialog [data-big] img[src]')")
    before = page.locator(".dialog [data-big] img").get_attribute("src")
    page.locator(".dialog [data-material=xray]").click()
    page.wait_for_function(
        "before => document.querySelector('.dialog [data-big] img').src !== before", arg=before
    )
    page.locator(".dialog [data-act=pick]").click()
    page.locator("#words-picking .picking").wait_for()
    page.locator(".card[data-id=holy]").click()
    page.wait_for_selector(".compare .unlike td")
    page.keyboard.press("Escape")
    page.wait_for_selector(".compare", state="detached")

    page.locator("#words-suggest button").first.click()
    page.locator("#words-prompt textarea").fill("a woman waving from a train")
    page.wait_for_selector(".suggestion [data-id=wave]")


def test_both_languages_and_both_widths(page: Any) -> None:
    page.locator("#language label", has_text="中文").click()
    page.get_by_role("tab", name="词汇", exact=True).wait_for()
    page.wait_for_selector(".cards .name [lang=zh]")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for name in ("词汇", "生成", "评选", "结果"):
            tab = page.get_by_role("tab", name=name, exact=True)
            if not tab.is_visible():
                continue
            tab.click()
            page.wait_for_timeout(150)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide on a screen of {width}"
