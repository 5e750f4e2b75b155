"""The report's folder: what is in it, what its data say, what becomes of bad input."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.report_samples import EVIL, NAME, QUOTES, RATER, SEEDS, tell
from tests.store_samples import sample_pairs
from toolkit import Store, load_vocabulary, yields
from toolkit.errors import BadInput, UnknownName
from toolkit.reporting.report import REPORT_FILES, Report, script_json, write_report
from toolkit.reporting.thumbnails import MOST_BYTES
from toolkit.ui.language.report_words import report_languages

LANGUAGES = report_languages(load_vocabulary())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with the sample run, and the run."""
    home = tmp_path_factory.mktemp("told") / "home"
    return home, tell(home)


@pytest.fixture(scope="module")
def report(told: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Report:
    with Store.open(told[0]) as store:
        return write_report(store, "latest", tmp_path_factory.mktemp("out") / "report", LANGUAGES)


def data_of(report: Report) -> dict[str, Any]:
    text = (report.folder / "data.js").read_text("utf-8")
    return json.loads(text.removeprefix("window.REPORT = ").removesuffix(";\n"))


def test_every_file_is_one_of_a_report_s_and_counted(report: Report) -> None:
    files = [each for each in report.folder.rglob("*") if each.is_file()]
    names = [each.relative_to(report.folder).as_posix() for each in files]
    assert all(REPORT_FILES.fullmatch(name) for name in names)
    assert (report.pictures, report.lost, report.files) == (8 * SEEDS, 0, len(files))
    assert report.size_bytes <= sum(each.stat().st_size for each in files) < 2e6


def test_the_page_names_files_that_are_there_and_nothing_of_elsewhere(report: Report) -> None:
    page = report.index.read_text("utf-8")
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert "data.js" in named and len(named) >= 11
    assert [
        each for each in named if each != "data:," and not (report.folder / each).is_file()
    ] == []
    scripts = "".join(each.read_text("utf-8") for each in (report.folder / "page").iterdir())
    assert re.findall(r"https?://", scripts + page) == []
    assert (
        re.findall(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b", scripts)
        == []
    )


def test_thumbnails_are_small_and_pictures_whole(report: Report, told: tuple[Path, str]) -> None:
    thumbs = list((report.folder / "thumbs").iterdir())
    assert len(thumbs) == 8 * SEEDS
    assert max(each.stat().st_size for each in thumbs) <= MOST_BYTES
    with Image.open(thumbs[0]) as small:
        assert small.format == "WEBP"
    with Store.open(told[0]) as store:
        for image in store.images("latest"):
            copy = report.folder / "pictures" / f"{image.request_hash[:20]}.png"
            assert copy.read_bytes() == store.image_path(image.request_hash).read_bytes()


def test_the_data_count_as_the_statistics_do(report: Report, told: tuple[Path, str]) -> None:
    data = data_of(report)
    pictures = data["pictures"]
    with Store.open(told[0]) as store:
        judged = store.judged_cells(told[1])
    (row,) = yields(judged)
    codes = pictures["outcome"]
    assert (codes.count("p"), len(codes) - codes.count("j")) == (row.k, row.n)
    assert (codes.count("u"), codes.count("j")) == (row.unsure, row.unjudged) == (1, 1)
    by_weight = {each["value"]: each for each in data["yields"] if each["axis"] == "weight"}
    assert (by_weight["1.2"]["k"], by_weight["1.2"]["n"]) == (4 * SEEDS, 4 * SEEDS)
    (effect,) = [each for each in data["effects"] if each["axis"] == "weight"]
    assert abs(effect["difference"]) > 0.9 and effect["low"] <= effect["difference"]
    assert data["ranking"]["votes"]["rows"][0]["votes"] == 4
    assert {each["second"] for each in data["agreement"]} == {"people"}


def test_every_axis_has_words_in_both_languages_and_a_value_a_picture(report: Report) -> None:
    data = data_of(report)
    count = len(data["pictures"]["file"])
    assert [each["name"] for each in data["axes"]][:4] == ["gesture", "lens", "weight", "*variant"]
    for axis in data["axes"]:
        assert len(axis["at"]) == count and max(axis["at"]) < len(axis["values"])
        for language in ("en", "zh"):
            assert len(axis["words"][language]) == len(axis["values"])
    own = {axis["name"]: len(axis["own"]) for axis in data["axes"]}
    assert (own["lens"], own["weight"], own["gesture"], own["negative"]) == (2, 0, 0, 1)
    gesture = data["axes"][0]
    assert "peace" in gesture["words"]["en"][0] and "胜利" in gesture["words"]["zh"][0]
    assert data["pictures"]["prompts"] != [] and data["run"]["names"]["en"] == NAME


def test_nobody_who_rated_is_named(report: Report) -> None:
    for file in report.folder.rglob("*"):
        if file.is_file():
            assert RATER.encode() not in file.read_bytes(), file


def test_tables_are_there_as_csv_and_parquet(report: Report) -> None:
    import pyarrow.parquet as pq

    tables = {each.name for each in (report.folder / "tables").iterdir()}
    assert {"yields.csv", "effects.parquet", "pictures.csv", "ranking-votes.parquet"} <= tables
    with (report.folder / "tables" / "pictures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = pq.read_table(report.folder / "tables" / "pictures.parquet").to_pylist()
    assert len(rows) == len(frame) == 8 * SEEDS
    assert rows[0]["lens"] == frame[0]["lens"] == EVIL
    assert (report.folder / rows[0]["picture"]).is_file()


def test_without_full_pictures_there_are_only_thumbnails(
    told: tuple[Path, str], tmp_path: Path
) -> None:
    with Store.open(told[0]) as store:
        done = write_report(store, told[1], tmp_path / "out", LANGUAGES, pictures="thumbs")
    assert not (done.folder / "pictures").exists()
    assert set(data_of(done)["pictures"]["ending"]) == {-1}


def test_a_lost_picture_is_a_gap_and_an_older_report_is_replaced(tmp_path: Path) -> None:
    run = tell(tmp_path / "home")
    steps: list[tuple[int, int]] = []
    with Store.open(tmp_path / "home") as store:
        write_report(store, run, tmp_path / "out", LANGUAGES)
        store.image_path(store.images(run)[0].request_hash).write_bytes(b"\x89PNG broken")
        done = write_report(
            store, run, tmp_path / "out", LANGUAGES, on_progress=lambda *step: steps.append(step)
        )
    assert done.lost == 1 and data_of(done)["pictures"]["lost"] == [0]
    assert steps[-1] == (8 * SEEDS, 8 * SEEDS)
    assert len(list((done.folder / "thumbs").iterdir())) == 8 * SEEDS - 1


def test_only_people_judged_so_people_count(tmp_path: Path) -> None:
    from tests.store_samples import sample_picture, sample_verdict

    with Store.open(tmp_path / "home") as store:
        pairs = sample_pairs(1)
        run = store.start_run("p", "{}", pairs)
        for cell, request in pairs:
            store.save_image(request, sample_picture(request))
            store.save_verdicts([sample_verdict(request, cell.gesture, "pass", "person:ann")])
        done = write_report(store, run, tmp_path / "out", LANGUAGES)
    data = data_of(done)
    assert data["run"]["judge"] == "people" and set(data["pictures"]["outcome"]) == {"p"}
    assert data["pictures"]["judges"] == ["person"]


def test_nothing_judged_and_one_variant_are_a_report_too(tmp_path: Path) -> None:
    from tests.store_samples import sample_picture

    with Store.open(tmp_path / "home") as store:
        pairs = sample_pairs(2)[:2]
        run = store.start_run("p", "{}", pairs)
        for _, request in pairs:
            store.save_image(request, sample_picture(request))
        done = write_report(store, run, tmp_path / "out", LANGUAGES)
    data = data_of(done)
    assert data["ranking"] == {} and data["effects"] == [] and data["varying"] == []
    assert data["pictures"]["outcome"] == "jj" and data["yields"][0]["rate"] is None


def test_bad_input_is_said_and_writes_nothing(told: tuple[Path, str], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("mine")
    with Store.open(told[0]) as store:
        with pytest.raises(BadInput, match=r"thesis\.doc"):
            write_report(store, "latest", tmp_path / "mine", LANGUAGES)
        with pytest.raises(UnknownName):
            write_report(store, "no-such-run", tmp_path / "out", LANGUAGES)
        pairs = sample_pairs(1)
        empty = store.start_run("empty", "{}", pairs)
        with pytest.raises(BadInput, match="no finished picture"):
            write_report(store, empty, tmp_path / "out", LANGUAGES)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine"]


def test_a_script_holds_any_text() -> None:
    text = "</script><!--\u2028\u2029&\ud800"
    said = script_json({"a": text, "b": QUOTES})
    assert not set(said) & set("<>&\u2028\u2029") and said.isprintable()
    assert json.loads(said) == {"a": text, "b": QUOTES}
