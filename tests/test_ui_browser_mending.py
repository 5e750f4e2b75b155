"""Mending in a real browser: chosen, counted, refused in a sentence, and one picture before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser_app import open_tab, opened_page, served_app
from tests.store_samples import sample_picture
from tests.test_ui_browser_forms import choose, cost_says, no_alarm, speak
from tests.test_ui_sweep_before_after import WRONG, pairs_of
from toolkit.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def mended_address(tmp_path_factory: pytest.TempPathFactory, tiny_model: str) -> Iterator[str]:
    """An app on a store with a run of pictures, each as drawn and mended."""
    home: Path = tmp_path_factory.mktemp("mended") / "home"
    with Store.open(home) as store:
        pairs = pairs_of(None, WRONG)
        store.start_run("mending", "{}", pairs)
        for _, request in pairs:
            store.save_image(request, sample_picture(request))
    with served_app(home, tiny_model) as address:
        yield address


def test_ways_of_mending_are_counted_beside_none(chromium: Any, mended_address: str) -> None:
    with opened_page(chromium, mended_address) as page:
        open_tab(page, "Sweep")
        choose(page, "gestures", "fist")
        cost_says(page, "1 gesture × 4 seeds = 4 pictures")
        assert not page.locator("#sweep-mend-hands").is_visible()
        page.locator("#sweep-mending > button").click()
        page.locator("#sweep-mend-hands").get_by_text("wrong hands").click()
        cost_says(page, "2 mending values × 4 seeds = 8 pictures")
        page.locator("#sweep-mend-strengths input").fill("0.5, 0.7")
        page.locator("#sweep-passes input").fill("1, 2")
        cost_says(page, "5 mending values × 4 seeds = 20 pictures")
        page.locator("#sweep-mend-strengths input").fill("much")
        cost_says(page, "“much” is not a number from 0.05 to 1.")
        assert page.locator("#sweep-mend-strengths input[aria-invalid=true]").count() == 1
        speak(page, "中文")
        cost_says(page, "重画强度：“much”不是 0.05 到 1 的数。")
        page.locator("#sweep-mend-strengths input").fill("0.7")
        cost_says(page, "3 修补取值 × 4 种子 = 12 张图")
        no_alarm(page)
        # What was chosen outlives a reload.
        page.wait_for_timeout(500)
        page.reload()
        page.wait_for_selector("html[data-arrived] .card", state="attached")
        open_tab(page, "生成")
        cost_says(page, "3 修补取值 × 4 种子 = 12 张图")
        no_alarm(page)


def test_the_picture_before_opens_by_a_press(chromium: Any, mended_address: str) -> None:
    mended = pairs_of(WRONG)[0][1]
    with opened_page(chromium, mended_address) as page:
        open_tab(page, "Sweep")
        page.locator(f"#sweep-grid .tile[data-hash='{mended.hash}']").click()
        page.wait_for_selector("[role=dialog] .beforeafter img[src]")
        page.locator("[role=dialog] .beforeafter button").click()
        page.wait_for_selector("[role=dialog] .beforeafter", state="detached")
        assert "as drawn" in page.locator("[role=dialog] table").inner_text()
        no_alarm(page)
