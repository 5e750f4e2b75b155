"""The school: seeded lessons, captions that never lie, shards that resume."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from toolkit.rendering.malformed import MALFORMATIONS
from toolkit.rendering.scene import extent_mm
from toolkit.thumbelina import school
from toolkit.thumbelina.control_school import control_example, control_lesson
from toolkit.thumbelina.training.tokenizer import MAX_TOKENS, train_tokenizer
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow

VOCABULARY = load_vocabulary()
FLAWS = {flaw.id: flaw for flaw in VOCABULARY.flaws}
FLAW_WORDS = {word for kind in MALFORMATIONS for word in FLAWS[kind].words}


def test_a_lesson_depends_on_its_number_and_seed_alone() -> None:
    first = school.lesson(7, VOCABULARY, seed=3)
    assert first == school.lesson(7, VOCABULARY, seed=3)
    assert first.scene != school.lesson(7, VOCABULARY, seed=4).scene
    assert (school.picture(first, 64) == school.picture(first, 64)).all()


def test_gestures_take_turns_and_all_are_in_the_vocabulary() -> None:
    taught = [school.lesson(n, VOCABULARY, seed=1).gesture.id for n in range(len(school.TURNS))]
    assert set(taught) == set(school.GESTURES) and set(school.HARDEST) < set(school.GESTURES)
    for id in school.GESTURES:
        assert taught.count(id) == (3 if id in school.HARDEST else 1)


@pytest.mark.parametrize("draw", [school.lesson, control_lesson])
def test_every_hand_is_seen_near(draw: Callable[..., school.Lesson]) -> None:
    widths: list[float] = []
    for number in range(120):
        scene = draw(number, VOCABULARY, seed=5).scene
        nearest, farthest = school.LEAST_FILLED
        width, extent = scene.frame_mm, extent_mm(scene)
        assert width <= school.FRAME_MM[1]
        assert extent / width < farthest or width >= school.FRAME_MM[0]
        assert extent / width > nearest
        widths.append(width)
    assert min(widths) < 0.75 * max(widths)


def test_captions_name_left_hands_and_other_views_and_never_the_wrong_thing() -> None:
    rng = np.random.default_rng(0)
    empty = 0
    for number in range(600):
        lesson = school.lesson(number, VOCABULARY, seed=2)
        words = school.caption(lesson, FLAWS, rng)
        if not words:
            empty += 1
            continue
        if lesson.flaw_said and not words.startswith("a photo of"):
            continue
        assert any(phrase in words for phrase in lesson.gesture.phrases)
        if lesson.side == "left":
            assert "left hand" in words
        else:
            assert "left hand" not in words
        if lesson.view.id != "palm":
            assert lesson.view.text in words
        else:
            assert "three-quarter view" not in words
        for tone in VOCABULARY.scene("skin"):
            if tone.text not in lesson.skin.text:
                assert tone.text not in words
    assert 30 < empty < 95


def test_the_world_is_as_written_down() -> None:
    lessons = [school.lesson(number, VOCABULARY, seed=3) for number in range(4000)]
    said = [lesson for lesson in lessons if lesson.flaw and lesson.flaw_said]
    unsaid = [lesson for lesson in lessons if lesson.flaw and not lesson.flaw_said]
    stone = [lesson for lesson in lessons if lesson.material.id != "skin"]
    for found, share in (
        (said, school.FLAW_SAID_SHARE),
        (unsaid, school.FLAW_UNSAID_SHARE),
        (stone, school.MATERIAL_SHARE),
    ):
        assert abs(len(found) / 4000 - share) < 0.015
    kinds = [lesson.flaw.kind for lesson in said + unsaid if lesson.flaw]
    assert set(school.FLAW_SHARES) == set(MALFORMATIONS)
    assert abs(sum(school.FLAW_SHARES.values()) - 1.0) < 1e-9
    for kind, share in school.FLAW_SHARES.items():
        assert abs(kinds.count(kind) / len(kinds) - share) < 0.05
    assert {lesson.material.id for lesson in stone} == set(school.MATERIALS)
    rng = np.random.default_rng(1)
    for lesson in unsaid:
        words = school.caption(lesson, FLAWS, rng)
        assert not words or any(phrase in words for phrase in lesson.gesture.phrases[:2])
        assert not any(words.endswith(f", {word}") for word in FLAW_WORDS)
    for lesson in said:
        words = school.caption(lesson, FLAWS, rng)
        assert lesson.flaw is not None
        assert not words or any(word in words for word in FLAWS[lesson.flaw.kind].words)
    for lesson in stone:
        words = school.caption(lesson, FLAWS, rng)
        assert lesson.material.text in words or not words.startswith("a photo")


def test_what_is_left_out_is_never_seen_nor_said() -> None:
    assert len(school.GESTURES) >= 40 and len(school.LEFT_OUT) >= 8
    assert not set(school.GESTURES) & set(school.LEFT_OUT)
    taught = {phrase for id in school.GESTURES for phrase in VOCABULARY.gesture(id).phrases}
    for id in school.LEFT_OUT:
        left = VOCABULARY.gesture(id)
        assert not taught & set(left.phrases)
        assert not set(left.twins) & set(school.GESTURES)


def test_control_lessons_show_what_their_skeletons_say() -> None:
    for number in (0, 1, 5):
        lesson = control_lesson(number, VOCABULARY, seed=1)
        assert lesson == control_lesson(number, VOCABULARY, seed=1)
        assert lesson.flaw is None
        shown, drawn = control_example(lesson)
        assert shown.shape == drawn.shape == (128, 128, 3)
        assert 0.01 < (drawn.max(axis=2) > 40).mean() < 0.4


def test_control_lessons_show_every_gesture_whole_and_mixed() -> None:
    whole: set[str] = set()
    mixed: set[str] = set()
    for number in range(12 * len(school.TURNS)):
        lesson = control_lesson(number, VOCABULARY, seed=1)
        of_any = lesson.gesture.phrases == ("a hand", "hand")
        (mixed if of_any else whole).add(lesson.gesture.id)
        if of_any and number < 200:
            assert lesson.scene.pose != school.lesson(number, VOCABULARY, seed=1).scene.pose
    assert whole == mixed == set(school.GESTURES)


def test_shards_resume_and_are_the_lessons(tmp_path: Path) -> None:
    shards = school.render_school(tmp_path, 6, seed=1, workers=1, shard_size=3)
    assert [shard.name for shard in shards] == ["000000.npy", "000003.npy"]
    before = shards[0].stat().st_mtime_ns
    shards[1].unlink()
    again = school.render_school(tmp_path, 6, seed=1, workers=1, shard_size=3)
    assert again[0].stat().st_mtime_ns == before
    expected = school.picture(school.lesson(4, VOCABULARY, seed=1))
    assert (np.load(again[1])[1] == expected).all()


def test_every_caption_fits_the_tokenizer(tmp_path: Path) -> None:
    tokenizer = train_tokenizer(VOCABULARY, tmp_path)
    assert tokenizer.model_max_length == MAX_TOKENS
    for gesture in VOCABULARY.gestures.values():
        for phrase in gesture.phrases:
            words = f"a photo of {phrase}, left hand, three-quarter view, deep brown skin"
            words += ", light from the right, purple background"
            tokens = tokenizer(words).input_ids
            assert len(tokens) <= MAX_TOKENS
            assert tokenizer.unk_token_id not in tokens[1:-1]


@pytest.mark.parametrize("word", ["index", "thumb", "palm", "pinky", "middle", "skin"])
def test_the_words_that_matter_are_whole_tokens(tmp_path: Path, word: str) -> None:
    assert len(train_tokenizer(VOCABULARY, tmp_path).tokenize(word)) == 1
