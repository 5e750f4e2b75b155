"""The grid and the dialog of one picture."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Pillow

from tests.store_samples import sample_verdict
from tests.test_ui_html import Tags, handlers
from tests.ui_samples import fill_store, red_picture, sample_app_state
from toolkit.errors import StoreError
from toolkit.rating.flaws import Flaw
from toolkit.rating.verdicts import Detail, Outcome, text_detail
from toolkit.sweeps.control_images import control_png
from toolkit.sweeps.requests import Control
from toolkit.ui import picture_urls
from toolkit.ui.language.texts import Lang
from toolkit.ui.picture_urls import full_url, thumbnail_url
from toolkit.ui.state import AppState
from toolkit.ui.sweep.grid import MAX_COLUMNS, MAX_PLACES, Layout, grid_html, read_run
from toolkit.ui.sweep.picture_detail import RINGS, picture_html


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[AppState]:
    fill_store(tmp_path)
    shared = sample_app_state(tmp_path)
    yield shared
    shared.store.close()


def texts(page: str) -> str:
    Tags(page)
    return page


def test_rows_are_cells_and_columns_are_seeds(shared: AppState) -> None:
    view = read_run(shared.store, "latest")
    assert view.axes == ("seed", "weight")
    page = texts(grid_html(view, Layout(columns="seed"), shared.vocabulary, "en"))
    assert page.count("<tr>") == 1 + 4 and page.count("scope='col'") == 3
    assert page.count("class='tile'") == 12
    assert page.count("✓") == 6 and page.count("✗") == 6
    assert "seed 0" in page and "weight 0.8" in page


def test_another_axis_can_stand_in_the_columns(shared: AppState) -> None:
    view = read_run(shared.store, "latest")
    page = grid_html(view, Layout(columns="weight"), shared.vocabulary, "zh")
    assert page.count("scope='col'") == 2 and page.count("<tr>") == 1 + 2 * 3
    assert "权重 0.8" in page and "种子 2" in page
    assert (
        grid_html(view, Layout(columns="sparkle"), shared.vocabulary, "en").count("scope='col'")
        == 3
    )


def test_what_is_not_drawn_yet_is_an_empty_place(shared: AppState) -> None:
    image = shared.store.images("latest")[0]
    shared.store.image_path(image.request_hash).unlink()
    view = read_run(shared.store, "latest")
    page = grid_html(view, Layout(columns="seed"), shared.vocabulary, "en")
    assert page.count("class='tile'") + page.count("empty-tile") == 12


def test_a_large_run_is_cut_and_says_so(shared: AppState) -> None:
    view = read_run(shared.store, "latest")
    pairs = [view.pairs[0], view.pairs[3]]  # fist at both weights
    many = [(cell, replace(request, seed=n)) for n in range(500) for cell, request in pairs]
    large = replace(view, pairs=many)
    by_weight = grid_html(large, Layout(columns="weight"), shared.vocabulary, "en")
    assert f"The first {MAX_PLACES} of 1\u202f000" in by_weight
    assert by_weight.count("<tr>") == 1 + MAX_PLACES // 2
    by_seed = grid_html(large, Layout(columns="seed"), shared.vocabulary, "en")
    assert by_seed.count("scope='col'") == MAX_COLUMNS
    assert f"The first {2 * MAX_COLUMNS} of 1\u202f000" in by_seed


def test_a_single_column_fills_the_page(shared: AppState) -> None:
    view = read_run(shared.store, "latest")
    cell, request = view.pairs[0]
    many = [
        (replace(cell, id=f"fist-{n}", values=(("weight", str(n)),)), request)
        for n in range(MAX_PLACES + 50)
    ]
    page = grid_html(replace(view, pairs=many), Layout(columns="seed"), shared.vocabulary, "en")
    assert page.count("<tr>") == 1 + MAX_PLACES
    assert f"The first {MAX_PLACES} of" in page


def test_one_picture_shows_its_recipe_and_neighbours(shared: AppState) -> None:
    view = read_run(shared.store, "latest")
    cell, request = view.pairs[0]
    page = picture_html(view, shared.store, shared.vocabulary, request.hash, cell.id, "en")
    assert handlers(page) == []
    links = [value for name, value in Tags(page).attributes if name == "download"]
    assert links == [f"gesture-{request.hash[:12]}.png"]
    assert request.prompt in page and "weight 1.2" in page and "None" not in page
    assert f"<tr><td>seed</td><td>{request.seed}</td></tr>" in page
    assert "the gesture asked for" in page and "well formed" not in page


def judge_form(shared: AppState, place: int, outcome: Outcome, *flaws: Flaw) -> None:
    """A form judge's word on the ``place``-th picture of the run."""
    cell, request = shared.store.run_requests("latest")[place]
    said = sample_verdict(request, cell.gesture, outcome, judge="form")
    details = tuple(flaw.detail() for flaw in flaws)
    shared.store.save_verdicts([replace(said, question="form", reason="flawed", details=details)])


def test_a_picture_fails_when_either_question_does_and_says_which(shared: AppState) -> None:
    # The first three fail (0.8), the next three show the gesture (1.2).
    for place, outcome in enumerate(("fail", "pass", "unsure", "fail", "pass", "unsure")):
        judge_form(shared, place, outcome)
    view = read_run(shared.store, "latest")
    page = texts(grid_html(view, Layout(), shared.vocabulary, "en"))
    assert page.count("class='mark fail'") == 4 + 3  # three more of the other gesture
    assert page.count("class='mark pass'") == 1 and page.count("class='mark unsure'") == 1
    assert page.count("class='mark unjudged'") == 3
    named = re.findall(r"<span class='why'>([^<]+)</span>", page)
    assert sorted(named) == ["form", *["gesture"] * 5, "gesture · form"]
    assert "title='not the gesture asked for; malformed'" in page
    assert "title='form: not clear'" in page and "title='form: not judged'" in page
    chinese = grid_html(view, Layout(), shared.vocabulary, "zh")
    assert "<span class='why'>手势 · 手形</span>" in chinese and "title='手形：不确定'" in chinese


def test_one_question_alone_needs_no_name_in_the_corner(shared: AppState) -> None:
    page = grid_html(read_run(shared.store, "latest"), Layout(), shared.vocabulary, "en")
    assert "class='why'" not in page and "title='not the gesture asked for'" in page


def test_flaws_are_ringed_where_they_are(shared: AppState) -> None:
    view = read_run(shared.store, "latest")
    cell, request = view.pairs[3]
    wide, high = request.width_px, request.height_px
    judge_form(
        shared,
        3,
        "fail",
        Flaw(kind="extra_finger", score=0.9, x=wide / 4, y=high / 2),
        Flaw(kind="too_long", score=0.8, x=wide * 0.95, y=high),
        Flaw(kind="other", score=0.7, x=-1.0, y=0.0),  # outside: no place for a ring
        Flaw(kind="two_thumbs", score=1.0),  # from a judge that cannot point
    )

    def dialog(lang: Lang) -> str:
        page = picture_html(view, shared.store, shared.vocabulary, request.hash, cell.id, lang)
        assert handlers(page) == []
        return texts(page)

    page = dialog("en")
    assert page.count("class='ring fail") == 2
    assert "style='left: 25.00%; top: 50.00%'><b>extra finger</b>" in page
    assert "class='ring fail east low' style='left: 95.00%; top: 100.00%'" in page
    assert "<span class='asked'>form</span> Malformed: extra finger (0.90);" in page
    assert "<span class='asked'>gesture</span> the gesture asked for — Shows" in page
    assert "<b>多余的手指</b>" in dialog("zh") and "手形错误：多余的手指（0.90）" in dialog("zh")
    judge_form(shared, 3, "pass", Flaw(kind="extra_finger", score=0.1, x=1, y=1))
    assert "class='ring" not in dialog("en"), "what passes is not ringed"
    judge_form(shared, 3, "unsure", Flaw(kind="extra_finger", score=0.5, x=1, y=1))
    assert "class='ring unsure west" in dialog("en")


def test_a_judge_s_words_stay_words_beside_the_rings(shared: AppState) -> None:
    cell, request = shared.store.run_requests("latest")[0]
    nasty = "<script>alert(1)</script>"
    said = sample_verdict(request, cell.gesture, "fail", judge=f"judge {nasty}")
    details = (
        Detail.of("flaw", kind=nasty, score=0.5, x=1, y=1, hand=0),
        Flaw(kind="other", score=0.5, x=2, y=2).detail(),
        text_detail(nasty),
    )
    shared.store.save_verdicts([replace(said, question="form", details=details, reason="flawed")])
    view = read_run(shared.store, "latest")
    page = picture_html(view, shared.store, shared.vocabulary, request.hash, cell.id, "en")
    assert "script" not in Tags(page).found and handlers(page) == []
    assert page.count("class='ring") == 1
    many = tuple(Flaw(kind="other", score=0.5, x=n % 16, y=n % 16).detail() for n in range(99))
    shared.store.save_verdicts([replace(said, question="form", details=many, reason="flawed")])
    page = picture_html(view, shared.store, shared.vocabulary, request.hash, cell.id, "en")
    assert page.count("class='ring") == RINGS


def test_a_number_is_told_in_the_dialog(shared: AppState) -> None:
    cell, request = shared.store.run_requests("latest")[0]
    said = sample_verdict(request, cell.gesture, "measured", judge="clip-score")
    shared.store.save_verdicts([replace(said, question="number", number=0.28125, score=None)])
    view = read_run(shared.store, "latest")
    page = picture_html(view, shared.store, shared.vocabulary, request.hash, cell.id, "en")
    assert "Measured 0.2812." in page and "class='mark measured'" in page
    assert {said.of for said in view.judged} == {"gesture"}, "a number passes and fails nothing"


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "<b>"])
def test_a_picture_that_is_not_in_the_run_is_refused(shared: AppState, name: str) -> None:
    view = read_run(shared.store, "latest")
    with pytest.raises(StoreError, match="not in this run"):
        picture_html(view, shared.store, shared.vocabulary, name, "fist-0.8", "en")


def test_a_damaged_file_is_one_sentence_in_the_dialog(shared: AppState) -> None:
    view = read_run(shared.store, "latest")
    cell, request = view.pairs[0]
    path = shared.store.image_path(request.hash)
    path.write_bytes(path.read_bytes()[:40])
    page = picture_html(view, shared.store, shared.vocabulary, request.hash, cell.id, "en")
    assert "notice error" in page and "Traceback" not in page


def test_thumbnails_are_small_and_carry_no_recipe_and_files_do(
    shared: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_urls, "THUMBNAIL_PX", 8)
    request = read_run(shared.store, "latest").pairs[0][1]
    small_url = thumbnail_url(shared.store, request.hash)
    assert small_url.startswith("data:image/webp;base64,")
    small = Pillow.open(io.BytesIO(base64.b64decode(small_url.partition(",")[2])))
    assert small.size == (8, 8)
    assert full_url(shared.store, request.hash).startswith("data:image/png;base64,")


def test_the_dialog_shows_the_control_image(shared: AppState, tmp_path: Path) -> None:
    gesture = shared.vocabulary.gesture("peace")
    png = control_png(gesture, "skeleton", width_px=64, height_px=64)
    control = Control(kind="skeleton", sha256=shared.store.save_control(png), strength=0.75)
    cell, request = shared.store.run_requests("latest")[0]
    held = replace(request, control=control)
    run = shared.store.start_run("held", "{}", [(cell, held)])
    shared.store.save_image(held, red_picture(), seconds=0.1)
    view = read_run(shared.store, run)
    page = texts(picture_html(view, shared.store, shared.vocabulary, held.hash, cell.id, "en"))
    assert "class='control'" in page and "The control image, 0.75" in page
    for file in (shared.store.home / "controls").glob("??/*.png"):
        file.unlink()
    page = texts(picture_html(view, shared.store, shared.vocabulary, held.hash, cell.id, "en"))
    assert "is missing" in page and "class='big'" in page
