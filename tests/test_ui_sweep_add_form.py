"""Pictures dropped on the app: a run, its report in both languages, nothing unescaped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.added_pictures import two_services, write, write_with_recipe
from tests.ui_samples import laid_out
from toolkit.errors import BadInput
from toolkit.store import AddReport, Store
from toolkit.store.adding.report import Refusal
from toolkit.ui.language.error_sentences import error_sentence
from toolkit.ui.language.labels import Labels
from toolkit.ui.picture_urls import full_url, thumbnail_url
from toolkit.ui.results.sections import words_answer
from toolkit.ui.state import AppState
from toolkit.ui.sweep.add_form import MOST_FILES, AddParts, add_dropped, build_add, report_html
from toolkit.ui.sweep.grid import Layout, grid_html, read_run
from toolkit.ui.sweep.picture_detail import picture_html
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()


@pytest.fixture
def parts() -> AddParts:
    return laid_out(lambda: build_add(AppState(models=(), vocabulary=WORDS), Labels()))


def dropped(parts: AddParts, files: list[Path], **said: str) -> dict[object, object]:
    return {
        parts.files: [str(file) for file in files],
        parts.gesture: said.get("gesture", "any"),
        parts.by: said.get("by", "none"),
        parts.name: said.get("name", ""),
    }


def test_dropped_pictures_are_a_run_and_the_browser_s_copies_go(
    home: Path, tmp_path: Path, parts: AddParts
) -> None:
    files = [write(tmp_path / f"{number}.png", number) for number in range(3)]
    shared = AppState(home, (), WORDS)
    with shared.store as store:
        given = dropped(parts, files, name="mine", gesture="peace")
        report = add_dropped(parts, given, shared)
        assert (report.added, report.name, report.cells) == (3, "mine", 1)
        assert not any(file.exists() for file in files)
        (run,) = store.runs()
        view = read_run(store, run.id)
        assert view.elsewhere
        assert "no. 2" in grid_html(view, Layout(), WORDS, "en")
        assert "第 2 张" in grid_html(view, Layout(), WORDS, "zh")


def test_without_a_name_the_run_is_called_by_its_hour(
    home: Path, tmp_path: Path, parts: AddParts
) -> None:
    shared = AppState(home, (), WORDS)
    with shared.store:
        given = dropped(parts, [write(tmp_path / "a.png", 1)])
        assert add_dropped(parts, given, shared).name.startswith("pictures ")


def test_none_and_too_many_are_refused_in_both_languages(
    home: Path, tmp_path: Path, parts: AddParts
) -> None:
    shared = AppState(home, (), WORDS)
    with shared.store:
        for files in ([], [tmp_path / "x.png"] * (MOST_FILES + 1)):
            with pytest.raises(BadInput) as caught:
                add_dropped(parts, dropped(parts, files), shared)
            said = [error_sentence(caught.value, lang) for lang in ("en", "zh")]
            assert said[0] != said[1] and caught.value.message not in said


def test_a_report_is_escaped_and_short() -> None:
    refused = tuple(Refusal.of(f"<b>{number}.png", "empty") for number in range(30))
    report = AddReport(
        run="",
        name="<i>",
        axes=(),
        cells=0,
        added=0,
        known=0,
        twice=0,
        seeded=0,
        converted=0,
        animated=0,
        left_alone=0,
        refused=refused,
    )
    said = report_html(report, "en")
    assert "<b>" not in said and "<i>" not in said and "&lt;b&gt;0.png" in said
    assert said.count("<p class='quiet refused'>") == 9 and "22 more" in said


def test_the_dialog_says_what_is_known_and_nothing_else(home: Path, tmp_path: Path) -> None:
    write(tmp_path / "p" / "bare.jpg", 1)
    write_with_recipe(tmp_path / "p" / "known.png", 2, prompt="<i>hand", seed=77)
    with Store.open(home) as store:
        store.add_pictures(tmp_path / "p", run="mine")
        view = read_run(store, "mine")
        bare, known = (
            picture_html(view, store, WORDS, request.hash, cell.id, "en")
            for cell, request in view.pairs
        )
        assert "bare.jpg" in bare and "seed" not in bare and "steps" not in bare
        assert "data-act='settings'" not in bare and "image/jpeg" in bare
        assert "known.png" in known and "77" in known and "&lt;i&gt;hand" in known
        assert "<i>hand" not in known and "AUTOMATIC1111" in known
        for _, request in view.pairs:
            assert thumbnail_url(store, request.hash).startswith("data:image/webp")


def test_a_very_large_file_is_shown_smaller(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.ui.picture_urls.FULL_BYTES", 100)
    with Store.open(home) as store:
        store.add_pictures(write(tmp_path / "a.png", 1), run="mine")
        url = full_url(store, store.images("mine")[0].request_hash)
    assert url.startswith("data:image/webp")


def test_results_say_that_whole_groups_are_compared(home: Path, tmp_path: Path) -> None:
    from toolkit import Verdict

    folder = two_services(tmp_path / "pics")
    with Store.open(home) as store:
        store.add_pictures(folder, run="mine", gesture="peace")
        store.save_verdicts(
            Verdict(
                request_hash=request.hash,
                expected="peace",
                outcome="pass" if cell.value("folder") == "new" else "fail",
                reason="match",
                judge="hand-landmarks",
                judge_version="1",
            )
            for cell, request in store.run_requests("mine")
        )
        judged = store.judged_cells("mine")
    said = words_answer(judged, "folder", "mine", WORDS, "en")
    assert "whole groups are compared" in said and "fewer seeds" not in said
    assert "整组比较" in words_answer(judged, "folder", "mine", WORDS, "zh")
