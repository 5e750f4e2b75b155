"""In the browser: which question is counted can be chosen, and flaws are ringed on the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.browser_app import open_tab, opened_page, served_app
from tests.store_samples import sample_verdict
from tests.ui_samples import fill_store
from toolkit import Flaw, Store

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def two_questions_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a run whose pictures all show a flaw, a sixth finger in a corner."""
    home = tmp_path_factory.mktemp("questions") / "home"
    fill_store(home)
    with Store.open(home) as store:
        for cell, request in store.run_requests("latest"):
            flaw = Flaw(kind="extra_finger", score=0.9, x=request.width_px / 4, y=10.0)
            said = sample_verdict(request, cell.gesture, "fail", judge="form")
            details = (flaw.detail(),)
            store.save_verdicts([replace(said, question="form", reason="flawed", details=details)])
    with served_app(home, "thumbelina") as address:
        yield address


def test_the_question_is_chosen_and_the_flaw_is_ringed(
    chromium: Any, two_questions_address: str
) -> None:
    with opened_page(chromium, two_questions_address) as page:
        open_tab(page, "Results")
        page.wait_for_selector("#results-yields .paxis:has-text('shows the gesture, well formed')")
        assert page.locator("#results-yields td", has_text="0 of 6").count() == 2
        page.locator("#results-of label", has_text="Gesture").click()
        page.wait_for_selector("#results-yields td:has-text('3 of 6')")
        page.locator("#language label", has_text="中文").click()
        page.wait_for_selector("#results-yields .paxis:has-text('手势正确')")
        page.locator("#results-of label", has_text="手形").click()
        page.wait_for_selector("#results-yields .paxis:has-text('手形正确')")

        page.get_by_role("tab", name="生成", exact=True).click()
        page.wait_for_selector(".tile .why:has-text('手形')")
        page.locator(".tile").first.click()
        ring = page.locator(".dialog .ring").first
        ring.wait_for()
        assert ring.inner_text() == "多余的手指"
        picture, place = page.locator(".dialog img.big").bounding_box(), ring.bounding_box()
        assert picture is not None and place is not None
        across = (place["x"] + place["width"] / 2 - picture["x"]) / picture["width"]
        assert across == pytest.approx(0.25, abs=0.02)
