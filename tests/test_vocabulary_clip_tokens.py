"""Token counts equal transformers' own CLIP tokenizer on the same merges."""

from __future__ import annotations

import lzma

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import CLIPTokenizer

from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.clip_tokens import MERGES_FILE, WINDOW, _letters, count_tokens


@pytest.fixture(scope="module")
def theirs() -> CLIPTokenizer:
    lines = lzma.decompress(MERGES_FILE.read_bytes()).decode("utf-8").split("\n")
    merges = [tuple(line.split(" ")) for line in lines if line]
    letters = list(_letters().values())
    words = [*letters, *(f"{letter}</w>" for letter in letters), *("".join(m) for m in merges)]
    vocab = {word: place for place, word in enumerate(words)}
    for mark in ("<|startoftext|>", "<|endoftext|>"):
        vocab[mark] = len(vocab)
    return CLIPTokenizer(vocab=vocab, merges=merges)


def test_every_phrase_counts_as_transformers_counts(theirs: CLIPTokenizer) -> None:
    vocabulary = load_vocabulary()
    texts = [
        text
        for gesture in vocabulary.gestures.values()
        for text in (*gesture.phrases, *gesture.phrases_zh, *gesture.negatives)
    ]
    texts += [word.text for word in vocabulary.words]
    counts = [len(ids) - 2 for ids in theirs(texts).input_ids]
    assert [count_tokens(text) for text in texts] == counts
    phrases = [text for gesture in vocabulary.gestures.values() for text in gesture.phrases]
    assert max(map(count_tokens, phrases)) < WINDOW / 2


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), max_size=40))
def test_any_ascii_text_counts_as_transformers_counts(theirs: CLIPTokenizer, text: str) -> None:
    assert count_tokens(text) == len(theirs(text).input_ids) - 2


def test_well_known_counts() -> None:
    # CLIP's published vocabulary has these as whole words.
    assert count_tokens("a photo of a hand") == 5
    assert count_tokens("") == 0
    assert count_tokens("2023") == 4
