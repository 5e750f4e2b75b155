"""The recipe card: its plan draws the same pictures again, and its page is safe to show."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.added_pictures import two_services
from tests.report_samples import MODELS, SEEDS, evil_plan, tell
from toolkit import Store, yields
from toolkit.exporting.export import Export, export_run


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Export:
    folder = tmp_path_factory.mktemp("card")
    tell(folder / "home")
    with Store.open(folder / "home") as store:
        return export_run(store, "latest", "recipe-card", folder / "card", license_id="cc0-1.0")


def test_its_plan_asks_for_the_same_pictures(card: Export) -> None:
    again = evil_plan(card.folder / "plan.yaml")
    told = json.loads((card.folder / "card.json").read_text("utf-8"))
    hashes = [request.hash for _, request in again.requests(MODELS)]
    assert hashes == told["hashes"] and len(hashes) == 8 * SEEDS
    assert told["command"] == "gesture sweep plan.yaml"


def test_it_tells_words_seeds_model_and_yields(card: Export) -> None:
    told = json.loads((card.folder / "card.json").read_text("utf-8"))
    with Store.open(card.folder.parent / "home") as store:
        rows = yields(store.judged_cells("latest"), ("lens", "weight"))
    assert {(row["k"], row["n"], row["low"]) for row in told["yields"]} == {
        (row.k, row.n, row.low) for row in rows
    }
    assert told["yields"][0]["values"]["weight"] == "1.2"
    assert told["models"] == [{"name": "thumbelina", "revision": "abc123"}]
    assert len(told["words"]) == 8 and told["seeds"] == [str(n) for n in range(1, SEEDS + 1)]
    text = (card.folder / "README.md").read_text("utf-8")
    assert f"{2 * SEEDS} of {2 * SEEDS} (100%, 95 % interval" in text
    assert "```console\ngesture sweep plan.yaml\n" in text


def test_its_page_shows_what_users_wrote_as_text(card: Export) -> None:
    _, _, text = (card.folder / "README.md").read_text("utf-8").split("---\n", maxsplit=2)
    outside = re.sub(r"^(`{3,})\w*\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert "<img" not in outside and "](javascript" not in outside
    assert "&lt;img src=x" in outside and "**b**" not in outside
    assert [
        each
        for each in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", outside)
        if not (card.folder / each).is_file()
    ] == []
    assert len(list((card.folder / "pictures").iterdir())) == 8


def test_pictures_made_elsewhere_have_no_plan(tmp_path: Path) -> None:
    folder = two_services(tmp_path / "pics")
    with Store.open(tmp_path / "home") as store:
        store.add_pictures(folder / "old", run="theirs", gesture="peace", workers=1)
        done = export_run(store, "theirs", "recipe-card", tmp_path / "card")
    assert "plan.yaml" not in done.files
    assert "made elsewhere" in (done.folder / "README.md").read_text("utf-8")
