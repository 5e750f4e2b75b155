"""The school: seeded lessons, captions that never lie, shards that resume."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from toolkit.thumbelina import school
from toolkit.thumbelina.words import MAX_TOKENS, train_tokenizer
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def test_a_lesson_depends_on_its_number_and_seed_alone() -> None:
    first = school.lesson(7, VOCABULARY, seed=3)
    assert first == school.lesson(7, VOCABULARY, seed=3)
    assert first.scene != school.lesson(7, VOCABULARY, seed=4).scene
    assert (school.picture(first, 64) == school.picture(first, 64)).all()


def test_gestures_take_turns_and_all_are_in_the_vocabulary() -> None:
    taught = [school.lesson(n, VOCABULARY, seed=1).gesture.id for n in range(len(school.GESTURES))]
    assert taught == list(school.GESTURES)


def test_captions_name_left_hands_and_other_views_and_never_the_wrong_thing() -> None:
    rng = np.random.default_rng(0)
    empty = 0
    for number in range(600):
        lesson = school.lesson(number, VOCABULARY, seed=2)
        words = school.caption(lesson, rng)
        if not words:
            empty += 1
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
