"""The form reader's school: lessons are what they say, and the training runs and resumes."""

from __future__ import annotations

import csv
from dataclasses import fields, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from toolkit.errors import BadInput
from toolkit.hands.pose import FingerPose, HandPose
from toolkit.judging.form.network import KINDS, FormNetwork
from toolkit.judging.form.reader import FormReader
from toolkit.judging.form.school import __main__ as command
from toolkit.judging.form.school import composites, renders
from toolkit.judging.form.school.batches import weighted
from toolkit.judging.form.school.cutout_files import CutoutFolder, load_cutout, save_cutout
from toolkit.judging.form.school.cutouts import Cutout
from toolkit.judging.form.school.flaws import FLAWS, extra_finger, harmless
from toolkit.judging.form.school.grounds import Grounds
from toolkit.judging.form.school.held_out import auc, figures
from toolkit.judging.form.school.landmarks import Finder
from toolkit.judging.form.school.layers import Hand, hand_of, widened
from toolkit.judging.form.school.lesson import (
    LESSON_PX,
    Lesson,
    is_upright,
    load_shard,
    save_shard,
)
from toolkit.judging.form.school.making import Making, make
from toolkit.judging.form.school.photographs import CUT_FROM, WHOLE_FROM, photographs
from toolkit.judging.form.school.sampling import UNKNOWN, sample
from toolkit.judging.form.school.train import Recipe, train
from toolkit.rendering.malformed import MALFORMATIONS
from toolkit.rendering.render import render
from toolkit.rendering.rods import look
from toolkit.rendering.scene import HandScene, scene_points_px
from toolkit.vocabulary import load_vocabulary

SIZE_PX = 320
GUESSING = Finder(landmarker=None)
PLAIN = Grounds([])
OPEN_HAND = HandPose(
    index=FingerPose(spread=10), ring=FingerPose(spread=9), pinky=FingerPose(spread=16)
)


@pytest.fixture(scope="module")
def cutout() -> Cutout:
    """An open hand, drawn instead of photographed."""
    scene = HandScene(pose=OPEN_HAND)
    hand = (look(scene, SIZE_PX).owner >= 0).astype(np.float32)
    return Cutout(
        picture=render(scene, SIZE_PX),
        matte=np.asarray(cv2.GaussianBlur(hand, (0, 0), 1.0), dtype=np.float32),
        points=scene_points_px(scene, SIZE_PX),
        covered=1.0,
        filled=1.0,
    )


@pytest.fixture(scope="module")
def lessons(cutout: Cutout) -> list[Lesson]:
    """One composite of each kind, and one more of which nobody knows the parts."""
    random = np.random.default_rng(5)
    made = [_composite(cutout, kind, random) for kind in composites.SHARES]
    return [*made, *(replace(made[0], parts=None) for _ in range(3))]


def _composite(cutout: Cutout, kind: str, random: np.random.Generator) -> Lesson:
    for _ in range(20):
        lesson = composites.composite(
            cutout, kind, random, grounds=PLAIN, finder=GUESSING, source="drawn"
        )
        if lesson is not None:
            return lesson
    raise AssertionError(f"no hand with {kind}")


def _flawed(hand: Hand, kind: str, random: np.random.Generator) -> Hand:
    for _ in range(20):
        changed = FLAWS[kind](hand, random)
        if changed is not None:
            return changed
    raise AssertionError(f"no hand with {kind}")


def _on_grey(hand: Hand) -> NDArray[np.float32]:
    share = hand.matte[..., None]
    return hand.picture * share + 128 * (1 - share)


def _tips_off_the_flesh(lesson: Lesson) -> list[tuple[float, float]]:
    assert lesson.parts is not None
    near = widened(lesson.parts >= 2, 7)
    return [(x, y) for x, y in lesson.tips if not near[int(y), int(x)]]


@pytest.mark.parametrize("kind", FLAWS)
def test_a_flaw_changes_the_hand_where_it_says_so(cutout: Cutout, kind: str) -> None:
    whole = hand_of(cutout)
    for seed in range(3):
        flawed = _flawed(whole, kind, np.random.default_rng(seed))
        change = np.abs(_on_grey(flawed) - _on_grey(whole)).mean(axis=2)
        assert change[flawed.odd].mean() > 2
        # Beside that, only what was cut away may differ, and the hand's own soft edge.
        edge = (whole.matte > 0.01) & (whole.matte < 0.99)
        gone = widened((whole.matte > 0.5) & (flawed.matte <= 0.5), 25)
        edge_px = 61 if kind == "other" else 25
        assert change[~widened(flawed.odd, edge_px) & ~gone & ~edge].max() < 3
        assert not whole.odd.any()


def test_a_finger_too_many_has_its_tip_on_flesh(cutout: Cutout) -> None:
    whole = hand_of(cutout)
    tips: list[bool] = []
    for seed in range(30):
        flawed = extra_finger(whole, np.random.default_rng(seed))
        if flawed is not None and flawed.added:
            x, y = flawed.added[0].astype(int)
            tips.append(bool(flawed.matte[y - 3 : y + 4, x - 3 : x + 4].max() > 0.5))
    assert len(tips) >= 5
    assert all(tips)


def test_a_second_flaw_gives_no_tip_back(cutout: Cutout) -> None:
    whole = hand_of(cutout)
    for seed in range(10):
        random = np.random.default_rng(seed)
        stump = _flawed(whole, "missing_finger", random)
        assert set(_flawed(stump, "too_short", random).tips) == set(stump.tips)
        assert len(stump.tips) == 4


def test_the_harmless_edit_does_no_harm(cutout: Cutout) -> None:
    whole = hand_of(cutout)
    for seed in range(5):
        edited = harmless(whole, np.random.default_rng(seed))
        assert not edited.odd.any()
        assert edited.tips is whole.tips
        assert edited.added == ()
        assert (edited.bones != whole.bones)[whole.matte > 0.5].mean() < 0.03
        assert np.abs(_on_grey(edited) - _on_grey(whole)).mean() < 2


def test_composites_know_their_hands(lessons: list[Lesson]) -> None:
    for lesson in lessons:
        assert lesson.picture.shape == (LESSON_PX, LESSON_PX, 3)
        assert is_upright(lesson.points)
        assert bool(lesson.odd.any()) == (lesson.kind != "whole")
        if lesson.parts is not None and lesson.kind != "other":
            assert _tips_off_the_flesh(lesson) == []


@pytest.mark.parametrize("kind", ["whole", *MALFORMATIONS])
def test_renders_know_their_hands(kind: str) -> None:
    props = renders.props_of(load_vocabulary(extra=()))
    random = np.random.default_rng(3)
    made = (
        renders.rendered(props, kind, random, grounds=PLAIN, finder=GUESSING) for _ in range(20)
    )
    lesson = next(one for one in made if one is not None and len(one.tips))
    assert kind in KINDS
    assert lesson.kind == kind
    assert bool(lesson.odd.any()) == (kind != "whole")
    assert _tips_off_the_flesh(lesson) == []


def test_shards_keep_their_lessons(lessons: list[Lesson], tmp_path: Path) -> None:
    save_shard(tmp_path / "000.npz", lessons)
    for lesson, again in zip(lessons, load_shard(tmp_path / "000.npz"), strict=True):
        for field in fields(Lesson):
            one, other = getattr(lesson, field.name), getattr(again, field.name)
            if field.name == "picture":
                assert np.abs(one.astype(int) - other).mean() < 4
            else:
                assert np.array_equal(one, other), field.name


def test_cutouts_are_kept_and_drawn(cutout: Cutout, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No hand was cut out"):
        CutoutFolder(tmp_path)
    own = tmp_path / "someone+hands"
    own.mkdir()
    save_cutout(own / "00007-0.npz", cutout)
    assert np.array_equal(load_cutout(own / "00007-0.npz").picture, cutout.picture)
    drawn, source = CutoutFolder(tmp_path).draw(np.random.default_rng(0))
    assert source == "someone+hands/00007-0"
    assert np.abs(drawn.matte - cutout.matte).max() < 0.01
    assert np.array_equal(CutoutFolder(tmp_path).points(np.random.default_rng(0)), cutout.points)


def test_an_example_asks_only_what_is_known(lessons: list[Lesson]) -> None:
    random = np.random.default_rng(0)
    whole, melted = lessons[0], lessons[list(composites.SHARES).index("other")]
    known, unknown, odd = (sample(one, random) for one in (whole, lessons[-1], melted))
    assert set(np.unique(known.parts)) <= set(range(5))
    assert known.tips.max() > 0.8
    assert known.asked.any()
    assert (unknown.parts == UNKNOWN).all()
    assert not unknown.asked.any()
    assert odd.odd.any()
    assert not odd.asked[odd.odd > 0].any()
    kinds = {sample(lessons[-1], random, other=lessons[-2]).kind for _ in range(20)}
    assert KINDS.index("whole") in kinds
    assert len(kinds) > 1


def test_the_training_runs_and_goes_on_where_it_was(lessons: list[Lesson], tmp_path: Path) -> None:
    folder = tmp_path / "lessons" / "train" / "whole"
    folder.mkdir(parents=True)
    save_shard(folder / "000.npz", lessons)
    recipe = Recipe(minutes=1, batch=4, workers=0, most_steps=2)
    first = train(tmp_path / "lessons", tmp_path / "out", recipe, log=_unheard)
    assert first.steps == 2
    assert first.figures == ()
    content = first.weights.read_bytes()
    assert FormReader.open(first.weights).version
    again = train(tmp_path / "lessons", tmp_path / "out", recipe, log=_unheard)
    assert again.steps == 2
    assert again.weights.read_bytes() == content
    further = replace(recipe, most_steps=3)
    assert train(tmp_path / "lessons", tmp_path / "out", further, log=_unheard).steps == 3
    assert first.weights.read_bytes() != content
    with pytest.raises(BadInput, match="no batch of 99"):
        train(tmp_path / "lessons", tmp_path / "other", replace(recipe, batch=99), log=_unheard)
    with pytest.raises(BadInput, match="no lessons"):
        train(tmp_path, tmp_path / "other", recipe, log=_unheard)
    assert len(weighted([folder / "000.npz", tmp_path / "renders" / "000.npz"])) == 3


def test_held_out_lessons_are_ranked(lessons: list[Lesson]) -> None:
    assert auc(np.array([1.0, 2.0]), np.array([0.0, 1.0])) == 0.875
    flawed = [lesson for lesson in lessons if lesson.kind == "other"] * 5
    whole = [lesson for lesson in lessons if lesson.kind == "whole"] * 2
    (found,) = figures(FormNetwork(), [*flawed, *whole])
    assert (found.kind, found.lessons) == ("other", 5)
    assert 0 <= found.auc <= 1
    assert figures(FormNetwork(), flawed) == ()


@pytest.fixture
def data(tmp_path: Path, cutout: Cutout) -> Path:
    """A folder with the same hand in each split, and its list."""
    rows = [
        (kind, repository, f"{split}.png", split)
        for split in ("train", "choose", "measure")
        for kind, repository in (("hand", WHOLE_FROM[0]), ("nohand", "someone/else"))
    ]
    for _, repository, path, _ in rows:
        file = tmp_path / "data" / repository.replace("/", "+") / path
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(cutout.picture).save(file)
    with (tmp_path / "photographs.csv").open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["kind", "repository", "path", "split"])
        writer.writerows([*rows, ("hand", CUT_FROM[0], "gone.png", "train")])
    return tmp_path / "data"


def test_nothing_that_is_measured_on_is_taught(data: Path) -> None:
    manifest = data.parent / "photographs.csv"
    for split in ("train", "choose"):
        (only,) = photographs(manifest, data, kind="hand", split=split)
        assert only.file.name == f"{split}.png"
    with pytest.raises(BadInput, match="train or choose"):
        photographs(manifest, data, kind="hand", split="measure")
    making = Making(data=data, output=data.parent / "out", manifest=manifest, shard_size=5)
    make(making, ["whole"], log=_unheard)
    (shard,) = (data.parent / "out").rglob("*.npz")
    assert shard.parent == data.parent / "out" / "train" / "whole"
    assert {lesson.source for lesson in load_shard(shard)} == {f"{WHOLE_FROM[0]}/train.png"}
    with pytest.raises(BadInput, match="renderings"):
        make(making, ["renderings"], log=_unheard)


def test_the_command_says_what_is_missing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["train", str(tmp_path), str(tmp_path / "out")]) == BadInput.exit_code
    assert "no lessons to train with" in capsys.readouterr().err
    manifest = str(tmp_path / "none.csv")
    given = ["make", str(data), str(tmp_path / "out"), "--parts", "whole", "--manifest", manifest]
    assert command.main(given) == BadInput.exit_code
    assert "is no list of photographs" in capsys.readouterr().err


def _unheard(line: str) -> None:
    del line
