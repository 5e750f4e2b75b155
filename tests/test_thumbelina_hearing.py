"""How the embedded model is taught to hear people, and what is kept aside to measure it."""

from __future__ import annotations

import itertools
import json
import re
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from transformers import CLIPTextModel, CLIPTokenizer

from toolkit.documents.yaml_reader import read_yaml
from toolkit.generation.models import WEIGHT_FOLDER
from toolkit.prompts.known_words import unknown_words, words_of
from toolkit.thumbelina.everyday_speech.grammar import Grammar, everyday_wordings, heard_as
from toolkit.thumbelina.school import GESTURES
from toolkit.thumbelina.training import hearing, loop
from toolkit.thumbelina.training.hearing import teach_hearing, with_chinese, with_room
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary(extra=())
MODEL = WEIGHT_FOLDER / "thumbelina"
ASIDE = Path(__file__).parent.parent / "benchmarks" / "hearing_wordings.yaml"


def folded(text: object) -> str:
    return re.sub(r"[^\w]+", " ", str(text).lower()).strip()


def set_aside() -> dict[str, dict[str, list[object]]]:
    return read_yaml(ASIDE, name=ASIDE.name)  # pyright: ignore[reportReturnType]


def test_what_is_measured_on_was_never_taught_and_is_no_phrase_of_ours() -> None:
    aside = {
        folded(said)
        for by_gesture in set_aside().values()
        for wordings in by_gesture.values()
        for said in wordings
    }
    assert len(aside) == 150 + 52
    known: set[str] = set()
    for gesture in WORDS:
        texts = (gesture.name.en, gesture.name.zh, *gesture.aliases_en, *gesture.aliases_zh)
        known |= {folded(text) for text in (*texts, *gesture.phrases, *gesture.phrases_zh)}
    for by_gesture in everyday_wordings().values():
        known |= {folded(said) for wordings in by_gesture.values() for said in wordings}
    assert aside & known == set()


def test_every_taught_gesture_is_worded_in_both_languages_and_heard_as_its_own_phrase() -> None:
    for by_gesture in everyday_wordings().values():
        assert set(by_gesture) == set(GESTURES)
    assert set(set_aside()["en"]) == set(GESTURES)
    for gesture, phrase in heard_as().items():
        assert phrase in WORDS[gesture].phrases


def test_the_grammar_says_the_same_with_the_same_draws_and_never_a_plain_gap() -> None:
    grammar = Grammar(WORDS)
    first = [grammar.draw(np.random.default_rng(7)) for _ in range(2)]
    assert first[0] == first[1]
    rng = np.random.default_rng(3)
    drawn = [grammar.draw(rng) for _ in range(3_000)]
    assert len({pair.said for pair in drawn}) > 2_500
    said = [pair.said for pair in drawn if pair.said]
    assert all(text == text.strip() and "{" not in text for text in said)
    unchanged = sum(pair.said == pair.meant for pair in drawn) / len(drawn)
    assert 0.15 < unchanged < 0.45
    chinese = sum(any("一" <= sign <= "鿿" for sign in text) for text in said) / len(said)
    assert 0.15 < chinese < 0.40


def test_known_words_are_those_that_mean_something() -> None:
    known = Grammar(WORDS).known_words()
    assert {"thumb", "forefinger", "thumbs", "peace", "剪", "marble", "the"} <= known
    assert unknown_words("peace sign by Scorsese, 龘龘的手", known) == ("Scorsese", "龘龘")
    assert words_of("Thumb-up 两根") == ["thumb", "up", "两", "根"]


def test_chinese_gets_tokens_and_english_reads_as_before(tmp_path: Path) -> None:
    old = CLIPTokenizer.from_pretrained(MODEL / "tokenizer")
    new = with_chinese(old, ["竖起大拇指的手势", "手势，龘"], tmp_path / "tokenizer")
    for gesture in GESTURES:
        text = f"a photo of {WORDS[gesture].phrases[-1]}"
        assert new(text).input_ids == old(text).input_ids
    assert len(new("龘").input_ids) == 3
    assert new.decode(new("手势，龘").input_ids[1:-1]).replace(" ", "") == "手势，龘"


@pytest.mark.slow
def test_a_text_encoder_with_room_says_what_it_said(tmp_path: Path) -> None:
    old = CLIPTextModel.from_pretrained(MODEL / "text_encoder").eval()
    tokenizer = with_chinese(
        CLIPTokenizer.from_pretrained(MODEL / "tokenizer"), ["龘"], tmp_path / "tokenizer"
    )
    new = with_room(old, tokenizer)
    tokens = tokenizer("a photo of thumbs up", padding="max_length", return_tensors="pt").input_ids
    with torch.no_grad():
        assert torch.equal(new(tokens)[0], old(tokens)[0])


@pytest.mark.slow
def test_a_training_writes_a_whole_model_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A second passes at each look at the clock: how many steps fit is not the machine's affair.
    clock = SimpleNamespace(monotonic=partial(next, itertools.count()))
    monkeypatch.setattr(loop, "time", clock)
    monkeypatch.setattr(hearing, "SEEN_SHARE", 0.5)
    said: list[str] = []
    for minutes in (0.1, 0.3):
        teach_hearing(MODEL, tmp_path / "m", tmp_path / "w", minutes=minutes, log=said.append)
    for stage in ("hearing", "hearing, seen"):
        ends = [line for line in said if line.startswith(f"{stage}: ") and "steps in" in line]
        first, second = (int(re.findall(r"(\d+) steps", line)[0]) for line in ends)
        assert 0 < first < second, "the second call goes on where the first stopped"
    from toolkit.generation.models import folder_revision

    assert folder_revision(tmp_path / "m") != folder_revision(MODEL)
    heard = json.loads((tmp_path / "m" / "heard.json").read_text("utf-8"))
    assert set(heard["gestures"]) == set(GESTURES)
    assert "forefinger" in heard["words"]
