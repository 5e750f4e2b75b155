"""The evaluation: every figure from judged pictures, kept, said as promised; measures measure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.store.store import Store
from toolkit.sweeps.control_images import control_points_px
from toolkit.thumbelina import school
from toolkit.thumbelina.measuring.bench import Bench
from toolkit.thumbelina.measuring.control_error import landmark_error
from toolkit.thumbelina.measuring.evaluation import QUICK, evaluate
from toolkit.thumbelina.measuring.report import evaluation_text, write_sheet
from toolkit.thumbelina.measuring.scene_reader import SceneReader, marks_of, taught_reader
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


@pytest.mark.slow
def test_a_small_evaluation_says_everything_and_keeps_its_pictures(tmp_path: Path) -> None:
    with Store.open(tmp_path / "home") as store, HandJudge.open(VOCABULARY) as judge:
        lines: list[str] = []
        bench = Bench(store, judge, "thumbelina", lines.append)
        scale = replace(
            QUICK, curve_every=2, curve_seeds=1, side_seeds=1, scene_gestures=1, scene_renders=6
        )
        found = evaluate(bench, scale=scale, gestures=["palm", "one"], left_out=["letter_x"])
        said = found.as_json()
        promised = "model n found yield_best yield_plain gestures weight_curve negative_gain"
        assert {*promised.split(), "control", "seconds_per_image"} <= said.keys()
        assert said["n"] == 4 and [each.id for each in found.gestures] == ["palm", "one"]
        assert sum(each.k for each in found.gestures) == round(found.yield_best * found.n)
        assert [point.value for point in found.weight_curve] == [0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6]
        assert found.seconds_per_image > 0
        assert {each.words for each in found.obeyed} == {"side", "skin", "background", "material"}
        text = evaluation_text(found)
        assert "yield, best wording" in text and "| palm |" in text
        write_sheet(bench, found, tmp_path / "sheet.png")
        assert (tmp_path / "sheet.png").stat().st_size > 10_000
        # What is kept is not drawn again: the second evaluation is the first.
        before = {path.name for path in store.images_folder.glob("??/*.png")}
        second = Bench(store, judge, "thumbelina", lines.append)
        again = evaluate(second, scale=scale, gestures=["palm", "one"], left_out=["letter_x"])
        assert replace(again, seconds_per_image=0.0) == replace(found, seconds_per_image=0.0)
        assert {path.name for path in store.images_folder.glob("??/*.png")} == before


def test_landmark_errors_are_in_palms() -> None:
    points = control_points_px(VOCABULARY.gesture("palm"), 128)
    assert landmark_error(points, points) == 0.0
    palm_px = np.linalg.norm(points[[5, 9, 13, 17]] - points[0], axis=1).mean()
    assert landmark_error(points + np.array([palm_px, 0.0]), points) == pytest.approx(1.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "ids", "least"),
    [
        ("skin", ["porcelain", "olive", "deep"], 0.9),
        ("background", ["black", "blue", "green"], 1.0),
        ("material", ["bronze", "glass", "skeleton"], 0.9),
    ],
)
def test_a_reader_names_what_it_has_not_seen(kind: str, ids: list[str], least: float) -> None:
    reader = taught_reader(VOCABULARY, kind, ids, ["palm", "peace"], each=30)
    assert reader.named.n == 10 * len(ids)
    assert reader.named.k >= least * reader.named.n
    fresh = school.lesson(1, VOCABULARY, seed=99, gestures=["one"], fixed={"light": "soft"})
    for id in ids:
        words = {"light": "soft", "view": "palm", "material": "skin", kind: id}
        shown = school.lesson(1, VOCABULARY, seed=99, gestures=["one"], fixed=words)
        assert reader.read(school.picture(shown)) == id
        assert shown.scene.pose == fresh.scene.pose


def test_a_reader_needs_pictures_of_each_word() -> None:
    with pytest.raises(ValueError, match="at least 3 pictures of each; got 4"):
        SceneReader(np.zeros((4, 32, 32, 3), dtype=np.uint8), ["a", "b"])
    assert np.isfinite(marks_of(np.zeros((33, 32, 3), dtype=np.uint8))).all()
