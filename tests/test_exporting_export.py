"""Exports: `datasets` reads each, counts are whole, nobody is named, nothing of others is lost."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from tests.report_samples import EVIL, RATER, SEEDS, tell
from tests.ui_samples import fill_store
from toolkit import Store
from toolkit.errors import BadInput
from toolkit.exporting.export import EXPORT_FILES, Export, ExportKind, export_kind, export_run
from toolkit.exporting.vote_rows import PICKAPIC_COLUMNS

Made = Callable[[ExportKind], Export]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told") / "home"
    tell(folder)
    return folder


@pytest.fixture(scope="module")
def made(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An export of the sample run, each kind written once."""
    out, done = tmp_path_factory.mktemp("out"), dict[str, Export]()

    def make(kind: ExportKind) -> Export:
        if kind not in done:
            with Store.open(home) as store:
                done[kind] = export_run(store, "latest", kind, out / kind)
        return done[kind]

    return make


def loaded(done: Export, tmp_path: Path) -> Any:
    """The export as `datasets.load_dataset` reads it."""
    from datasets import load_dataset

    return load_dataset(str(done.folder), split="train", cache_dir=str(tmp_path / "cache"))


def card(done: Export) -> tuple[dict[str, Any], str]:
    """The front matter and the text of a card."""
    _, front, text = (done.folder / "README.md").read_text("utf-8").split("---\n", maxsplit=2)
    return yaml.safe_load(front), text


def test_votes_are_the_arenas_and_say_what_was_shown(made: Made, tmp_path: Path) -> None:
    done = made("votes")
    rows = loaded(done, tmp_path).to_list()
    assert [row["winner"] for row in rows] == [
        *("model_a", "model_b", "model_b", "tie", "tie (bothbad)")
    ]
    assert (done.rows, done.dropped_ties, dict(done.left_out)) == (5, 0, {"not_sure": 1})
    first = rows[0]
    assert first["model_a"] != first["model_b"] and EVIL in first["model_a"]
    assert first["checkpoint_a"] == "thumbelina" and json.loads(first["values_a"])["lens"] == EVIL
    assert (first["propensity"], first["latency_ms"], first["uuid"]) == (0.25, 812, "vote-0")
    assert first["created_at"].isoformat() == "2026-01-02T03:04:05.678000+00:00"


def test_pairs_have_the_chosen_picture_and_the_rejected(
    made: Made, home: Path, tmp_path: Path
) -> None:
    done = made("pairs")
    rows = loaded(done, tmp_path).to_list()
    assert (done.rows, done.dropped_ties) == (3, 2) and len(rows) == 3
    assert rows[0]["chosen_hash"] == rows[1]["rejected_hash"] != rows[1]["chosen_hash"]
    with Store.open(home) as store:
        for row in rows:
            chosen = Image.open(io.BytesIO(row["chosen"]["bytes"]))
            assert chosen.tobytes() == store.read_image(row["chosen_hash"]).tobytes()
            assert not {"parameters", "gesture"} & set(chosen.info)  # no recipe tells the wording
    assert "0.8" not in rows[0]["prompt"] and ")0.8" in rows[0]["prompt_chosen"]


def test_pickapic_has_its_columns_and_no_ties(made: Made, tmp_path: Path) -> None:
    done = made("pickapic")
    read = loaded(done, tmp_path)
    assert read.column_names == list(PICKAPIC_COLUMNS)
    assert (done.rows, done.dropped_ties) == (3, 2)
    for row in read:
        assert {row["label_0"], row["label_1"]} == {0.0, 1.0} and row["has_label"]
        best = row["image_0_uid"] if row["label_0"] else row["image_1_uid"]
        assert row["best_image_uid"] == best and row["are_different"]
        with Image.open(io.BytesIO(row["jpg_0"])) as picture:
            assert (picture.format, picture.size) == ("JPEG", (24, 24))
    assert [row["num_example_per_prompt"] for row in read] == [3, 3, 3]


def test_verdicts_say_who_judged_without_names(made: Made, tmp_path: Path) -> None:
    rows = loaded(made("verdicts"), tmp_path).to_list()
    assert len(rows) == 8 * SEEDS - 1 + 8
    people = {row["judge"] for row in rows if row["judge"].startswith("person:")}
    assert len(people) == 1 and len(people.pop()) == len("person:") + 16
    assert {row["outcome"] for row in rows} == {"pass", "fail", "unsure"}


def test_the_training_set_is_what_passed_with_its_words(
    made: Made, home: Path, tmp_path: Path
) -> None:
    done = made("training-set")
    read = loaded(done, tmp_path)
    assert len(read) == done.rows == 4 * SEEDS
    assert dict(done.left_out) == {"fail": 4 * SEEDS - 2, "unsure": 1, "unjudged": 1}
    assert all(EVIL in row["text"] or "onmouseover" in row["text"] for row in read)
    with Store.open(home) as store:
        first = read[0]
        assert first["image"].tobytes() == store.read_image(first["hash"]).tobytes()
    assert first["revision"] == "abc123" and "1.2" not in first["text"]


@pytest.mark.parametrize("kind", ["votes", "pairs", "pickapic", "verdicts", "training-set"])
def test_each_has_a_card_and_names_nobody(made: Made, kind: ExportKind) -> None:
    done = made(kind)
    front, text = card(done)
    assert front["license"] == "unknown" and front["size_categories"] == ["n<1K"]
    assert "<img" not in text and "gesture-toolkit" in front["tags"]
    assert f"| rows | {done.rows} |" in text and "thumbelina, revision abc123" in text
    for name in done.files:
        assert EXPORT_FILES.fullmatch(name)
        assert RATER.encode() not in (done.folder / name).read_bytes()


def test_the_same_rater_is_the_same_id_in_every_export(made: Made, tmp_path: Path) -> None:
    votes = {row["rater"] for row in loaded(made("votes"), tmp_path)}
    pairs = {row["rater"] for row in loaded(made("pairs"), tmp_path)}
    assert votes == pairs and len(votes) == 1


def test_nothing_to_export_is_said_and_writes_nothing(tmp_path: Path) -> None:
    run = fill_store(tmp_path / "home", judged=False, seeds=1)
    with Store.open(tmp_path / "home") as store:
        for kind, hint in (("votes", "Rate"), ("verdicts", "Judge"), ("training-set", "passed")):
            with pytest.raises(BadInput, match=hint):
                export_run(store, run, export_kind(kind), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_bad_input_is_said(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="pickapic"):
        export_kind("pickapick")
    (tmp_path / "thesis.doc").write_text("mine")
    with Store.open(home) as store, pytest.raises(BadInput, match=r"thesis\.doc"):
        export_run(store, "latest", "votes", tmp_path)


def test_a_vote_whose_picture_is_gone_is_counted(tmp_path: Path) -> None:
    run = tell(tmp_path / "home")
    with Store.open(tmp_path / "home") as store:
        store.image_path(store.votes(run)[0].left).unlink()
        done = export_run(store, run, "training-set", tmp_path / "set")
        with pytest.raises(BadInput, match="nothing for pairs"):
            export_run(store, run, "pairs", tmp_path / "pairs")
    assert done.rows == 4 * SEEDS
