"""The app started as a Space starts it: a fresh folder, no installed package, strangers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser_app import free_port, open_tab
from toolkit.store import Store
from toolkit.store.bundles import add_bundle
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.serving.deploying import plan_deployment
from toolkit.ui.serving.first_study import BUNDLE
from toolkit.ui.serving.visitors import FOR_RATING
from toolkit.vocabulary import load_vocabulary

START_S = 300


def test_the_study_is_two_runs_of_the_same_cells_on_other_seeds(tmp_path: Path) -> None:
    assert BUNDLE.stat().st_size <= 5_000_000
    plan = load_plan("first-study", load_vocabulary())
    with Store.open(tmp_path) as store:
        runs = {store.run(id).owner: store.run(id) for id in add_bundle(store, BUNDLE)}
        assert set(runs) == {"", FOR_RATING}
        assert all(run.made == run.requested == plan.count for run in runs.values())
        shown, rated = (store.run_requests(runs[owner].id) for owner in ("", FOR_RATING))
        assert {c.id for c, _ in shown} == {c.id for c, _ in rated}
        assert not {r.seed for _, r in shown} & {r.seed for _, r in rated}
        assert store.verdicts(runs[""].id)


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Space on this machine: what `gesture space deploy` would send, started."""
    folder = tmp_path_factory.mktemp("space")
    plan = plan_deployment("me/gestures")
    for name in plan.files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(plan.root / name, target)
    port = free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GESTURE_", "SPACES_", "PYTHONPATH"))
    }
    environment |= {
        "SYSTEM": "spaces",
        "SPACE_ID": "me/gestures",
        "SPACE_HOST": "me-gestures.hf.space",
        "GRADIO_SERVER_PORT": str(port),
        "GESTURE_HOME": str(folder / "home"),
        "PYTHONWARNINGS": "default",
    }
    if found := os.environ.get("GESTURE_HAND_LANDMARKER"):
        environment["GESTURE_HAND_LANDMARKER"] = found
    log = folder / "log.txt"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "app.py"], cwd=folder, env=environment, stdout=output, stderr=output
        )
    address = f"http://127.0.0.1:{port}/"
    try:
        end = time.monotonic() + START_S
        while True:
            assert server.poll() is None and time.monotonic() < end, log.read_text()
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert "Traceback" not in log.read_text(), log.read_text()


def visitor(chromium: Any, address: str) -> Any:
    page = chromium.new_context(viewport={"width": 1280, "height": 860}, locale="en-US").new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_selector("html[data-arrived] .card")
    return page


@pytest.mark.browser
@pytest.mark.slow
def test_a_stranger_draws_rates_and_reads_results(chromium: Any, space: str) -> None:
    page = visitor(chromium, space)
    assert "kept until this Space restarts" in page.locator("#footer").inner_text()
    open_tab(page, "Results")
    page.wait_for_selector("#results-yields table")
    open_tab(page, "Rate")
    page.wait_for_selector("#rate-pairs img")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('#rate-pairs').innerText.includes('1 of ')")
    open_tab(page, "Sweep")
    # The run that is rated is nowhere to be looked at.
    page.wait_for_selector("#sweep-grid .tile")
    assert "rated" not in page.locator("#sweep-grid, #sweep-findings").first.inner_text()
    page.locator("#sweep-cost [data-act=example]").click()
    page.wait_for_selector("#sweep-run:not([disabled])")
    page.locator("#sweep-run").click()
    page.wait_for_function(
        "document.querySelector('#sweep-status').innerText.startsWith('Done')", timeout=280_000
    )
    mine = page.locator("#sweep-shown input").input_value()
    # Another visitor sees the study and not that run.
    other = visitor(chromium, space)
    open_tab(other, "Sweep")
    other.wait_for_selector("#sweep-grid .tile")
    assert other.locator("#sweep-shown input").input_value() != mine
    assert not other.locator("#sweep-status").inner_text().strip()


def test_strangers_reach_no_other_sites_votes_and_no_model(space: str) -> None:
    for path, headers, status in (
        ("gradio_api/component_server", {"Content-Type": "text/plain"}, 415),
        ("gradio_api/run/predict", {"Origin": "https://evil.example"}, 403),
        ("monitoring", {}, 404),
    ):
        data = None if path == "monitoring" else json.dumps({}).encode()
        sent = {"Content-Type": "application/json", **headers}
        asked = urllib.request.Request(space + path, data=data, headers=sent)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=30)
        assert refused.value.code == status
        refused.value.close()
