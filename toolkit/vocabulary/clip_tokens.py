"""How many tokens a text takes in CLIP, the text encoder of most image models.

Byte-pair encoding by OpenAI's published merges (openai/CLIP, MIT; packed from open_clip 3.3.0).
CLIP reads 77 tokens at once, two of them its own marks: what goes beyond 75 is cut, or read as a
second piece. Counts are those of `transformers.CLIPTokenizer` on the same merges; a test compares.
"""

from __future__ import annotations

import lzma
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

WINDOW = 75
"""Tokens of a prompt that CLIP reads at once, its two marks not counted."""

MERGES_FILE = Path(__file__).with_name("clip_merges.txt.xz")
_END = "</w>"
# CLIP's words: letters; single digits and other numbers; runs of other signs.
_WORDS = re.compile(
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\w\s]|_)+",
    re.IGNORECASE,
)


def count_tokens(text: str) -> int:
    """CLIP tokens of ``text``, without the marks at its start and end."""
    folded = unicodedata.normalize("NFC", " ".join(text.split())).lower()
    return sum(_word_tokens(word) for word in _WORDS.findall(folded))


def clip_merges() -> list[tuple[str, str]]:
    """The merges of CLIP's tokenizer, the commonest first."""
    return list(_ranks())


def clip_vocabulary() -> dict[str, int]:
    """The 49,408 tokens of CLIP's tokenizer and their numbers, made from the merges.

    In OpenAI's order: the letters for bytes, the same at a word's end, the merges, two marks.
    """
    letters = list(_letters().values())
    tokens = [*letters, *(letter + _END for letter in letters)]
    tokens += [first + second for first, second in _ranks()]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    return {token: number for number, token in enumerate(tokens)}


@lru_cache(maxsize=1)
def _ranks() -> dict[tuple[str, str], int]:
    lines = lzma.decompress(MERGES_FILE.read_bytes()).decode("utf-8").split("\n")
    pairs = (line.split(" ") for line in lines if line)
    return {(first, second): rank for rank, (first, second) in enumerate(pairs)}


@lru_cache(maxsize=1)
def _letters() -> dict[int, str]:
    """GPT-2's visible letter for every byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {
        byte: chr(256 + place) for place, byte in enumerate(hidden)
    }


@lru_cache(maxsize=8192)
def _word_tokens(word: str) -> int:
    ranks, letters = _ranks(), _letters()
    parts = [letters[byte] for byte in word.encode("utf-8")]
    parts[-1] += _END
    while len(parts) > 1:
        pairs = set(pairwise(parts))
        best = min(pairs, key=lambda pair: ranks.get(pair, len(ranks)))
        if best not in ranks:
            break
        parts = _merged(parts, best)
    return len(parts)


def _merged(parts: list[str], pair: tuple[str, str]) -> list[str]:
    out: list[str] = []
    place = 0
    while place < len(parts):
        if tuple(parts[place : place + 2]) == pair:
            out.append(parts[place] + parts[place + 1])
            place += 2
        else:
            out.append(parts[place])
            place += 1
    return out
