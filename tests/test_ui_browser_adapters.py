"""LoRA and embedding files in a real browser: dropped, chosen, counted, refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser_app import open_tab, opened_page, served_app
from tests.test_ui_browser_forms import choose, cost_says, no_alarm, speak
from tests.tiny_adapters import build_embedding, build_lora

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def own_address(tmp_path_factory: pytest.TempPathFactory, tiny_model: str) -> Iterator[str]:
    """An app that takes files of one's own: it listens to this machine alone."""
    with served_app(tmp_path_factory.mktemp("own-files") / "home", tiny_model) as address:
        yield address


def test_a_dropped_lora_is_counted_beside_none(
    chromium: Any, own_address: str, tmp_path: Path, tiny_model: str
) -> None:
    good = build_lora(Path(tiny_model), tmp_path / "hands.safetensors")
    wide = build_embedding(tmp_path / "wide.safetensors", width=24)
    (tmp_path / "old.pt").write_bytes(b"\x80\x04.")
    with opened_page(chromium, own_address) as page:
        open_tab(page, "Sweep")
        choose(page, "gestures", "fist")
        cost_says(page, "1 gesture × 4 seeds = 4 pictures")
        assert not page.locator("#sweep-loras").is_visible()
        page.locator("#sweep-adapters > button").click()
        box = page.locator("#sweep-adapter-files input[type=file]")
        box.set_input_files([str(good), str(tmp_path / "old.pt")])
        page.locator("#sweep-adapters-told .refused").wait_for()
        told = page.locator("#sweep-adapters-told").inner_text()
        assert "hands.safetensors: a LoRA, kept and chosen." in told
        assert "“old.pt” is a pickled file" in told
        cost_says(page, "4 LoRA values × 4 seeds = 16 pictures")
        page.locator("#sweep-scales input").fill("much")
        cost_says(page, "How strongly LoRAs count: “much” is not a number from -4 to 4.")
        speak(page, "中文")
        cost_says(page, "LoRA 的强度：“much”不是")
        page.locator("#sweep-scales input").fill("0.5")
        cost_says(page, "= 8 张图")
        speak(page, "en")
        choose(page, "loras", "gone")
        cost_says(page, "LoRAs: “gone” is not on offer here; choose one from the list.")
        page.locator("#sweep-loras .token-remove:not(.remove-all)").last.click()
        cost_says(page, "= 8 pictures")
        box.set_input_files([str(wide)])
        cost_says(page, "“wide.safetensors” was made for another kind of model")
        no_alarm(page)
        # What was chosen outlives a reload, and the files are on offer to every page.
        page.wait_for_timeout(500)
        page.reload()
        page.wait_for_selector("html[data-arrived] .card", state="attached")
        open_tab(page, "Sweep")
        cost_says(page, "“wide.safetensors” was made for another kind of model")
        page.locator("#sweep-adapters > button").click()
        page.locator("#sweep-embeddings .token-remove:not(.remove-all)").last.click()
        cost_says(page, "2 LoRA values × 4 seeds = 8 pictures")
        no_alarm(page)
