"""Pictures dropped on the app in a real browser: a run in the grid, told in the page's language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.added_pictures import write
from tests.browser_app import open_tab, opened_page, served_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def own_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app of this test's own: the newest run is what other tests rate."""
    home = tmp_path_factory.mktemp("added") / "home"
    with served_app(home, "thumbelina") as address:
        yield address


@pytest.mark.parametrize(
    ("locale", "tab", "added"),
    [("en-US", "Sweep", "2 added, 0 there before, 1 not added"), ("zh-CN", "生成", "加入 2 张")],
)
def test_dropped_pictures_are_shown(
    chromium: Any, own_address: str, tmp_path: Path, locale: str, tab: str, added: str
) -> None:
    files = [write(tmp_path / f"{locale}-{number}.png", number + len(tab)) for number in range(2)]
    (tmp_path / "empty.png").write_bytes(b"")
    files.append(tmp_path / "empty.png")
    with opened_page(chromium, own_address, locale=locale) as page:
        open_tab(page, tab)
        page.locator("#add-box button").first.click()
        page.locator("#add-files input[type=file]").set_input_files([str(each) for each in files])
        page.locator("#add-files").get_by_text("empty").first.wait_for()
        page.locator("#add-name input, #add-name textarea").first.fill(f"dropped {locale}")
        page.locator("#add-button").click()
        page.locator("#sweep-status .refused").wait_for()
        assert added in page.locator("#sweep-status").inner_text()
        assert "empty.png" in page.locator("#sweep-status .refused").inner_text()
        page.locator("#sweep-grid .tile").first.wait_for()
        assert page.locator("#sweep-grid .tile").count() == 2
        assert f"dropped {locale}" in page.locator("#sweep-shown input").input_value()
