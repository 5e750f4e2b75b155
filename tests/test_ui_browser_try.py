"""From somebody's own phrase to its effect, in a real browser; and what a page keeps and takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser_app import open_tab, opened_page
from toolkit.ui.state import AppState

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAN = """name: from a file
gestures: [peace]
template: "{gesture}, {lens}"
axes: {lens: ["", 90mm lens]}
seeds: 2
"""


def test_own_words_reach_their_effect_in_four_actions(page: Any) -> None:
    open_tab(page, "Sweep")  # 1
    page.locator("#try-prompt textarea").fill("perfect hands, natural skin texture")  # 2
    page.wait_for_selector("#sweep-try .count b:text-is('16 pictures')")
    page.locator("#try-run").click()  # 3
    page.wait_for_selector("#sweep-status .notice:has-text('Done')")
    page.wait_for_selector("#sweep-grid .tile img[src]")
    if AppState.judge_here():
        # 4: reading it. The effect stands beside the pictures, with its interval.
        said = page.locator(".findings").inner_text()
        assert "words: perfect hands, natural skin texture − none" in said
        assert "–" in said
    # One picture's settings come onto the page.
    page.locator("#sweep-grid .tile").first.click()
    page.locator("[role=dialog] [data-act=settings]").click()
    page.wait_for_selector("#sweep-cost b:text-is('1 picture')")
    # Rows by the words, and one value hidden.
    rows = page.locator("#sweep-grid tbody tr")
    assert rows.count() == 8
    page.locator("#sweep-hidden input").click()
    page.get_by_role("option", name="fist").click()
    page.wait_for_function("document.querySelectorAll('#sweep-grid tbody tr').length === 6")


def test_a_prompt_is_kept_over_a_reload_and_not_by_another_page(
    chromium: Any, app_address: str
) -> None:
    with opened_page(chromium, app_address) as page:
        open_tab(page, "Sweep")
        page.locator("#try-prompt textarea").fill("a man, (peace sign:1.3)")
        page.wait_for_selector("#sweep-try .count")
        page.locator("#sweep-try [data-act=add]").first.click()
        page.wait_for_function(
            "document.querySelector('#try-prompt textarea').value.includes('palm view')"
        )
        # It is kept a moment after it is shown: once the answer about it has come.
        page.wait_for_function(
            "(sessionStorage.getItem('gesture-sweep') ?? '').includes('palm view')"
        )
        page.reload()
        # Its address is that of the tab: a reload comes back to it.
        page.wait_for_selector("html[data-arrived] #sweep-try .count")
        page.wait_for_selector("#sweep-try .count")
        assert "palm view" in page.locator("#try-prompt textarea").input_value()
        assert page.locator("#try-run").is_enabled()
        other = page.context.new_page()
        other.goto(app_address)
        other.wait_for_selector("html[data-arrived] .card")
        open_tab(other, "Sweep")
        assert other.locator("#try-prompt textarea").input_value() == ""


def test_a_plan_comes_from_a_file_and_goes_into_one(page: Any, tmp_path: Path) -> None:
    open_tab(page, "Sweep")
    for name, content, says in (
        ("bad.yaml", "gestures: [peece]\n", "peece"),
        ("large.yaml", "#" * 1_500_000, "bytes"),
    ):
        (tmp_path / name).write_text(content)
        page.locator("#sweep-upload input[type=file], input[type=file]").first.set_input_files(
            str(tmp_path / name)
        )
        page.wait_for_selector(f"#sweep-status .notice.error:has-text('{says}')")
    (tmp_path / "plan.yaml").write_text(PLAN)
    page.locator("input[type=file]").first.set_input_files(str(tmp_path / "plan.yaml"))
    page.wait_for_selector("#sweep-cost .notice:has-text('The plan “from a file” is used')")
    page.wait_for_selector("#sweep-cost b:text-is('4 pictures')")
    with page.expect_download() as saved:
        page.locator("#sweep-cost a[download]").click()
    assert "90mm lens" in Path(saved.value.path()).read_text("utf-8")
    page.locator("#sweep-cost [data-act=form]").click()
    page.wait_for_selector("#sweep-cost [data-act=example]")


def test_aliases_in_both_languages_find_a_gesture(page: Any) -> None:
    open_tab(page, "Sweep")
    box = page.locator("#sweep-gestures input")
    for typed, name in (("剪刀", "peace sign"), ("ok", "ok sign")):
        box.fill(typed)
        first = page.locator("#sweep-gestures [role=option], [role=option]").first
        first.wait_for()
        assert name in first.inner_text()
