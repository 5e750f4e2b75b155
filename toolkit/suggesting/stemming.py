"""English words brought to one form: ``waves``, ``waving``, ``waved`` -> ``wav``.

A few suffix rules written by hand (after the first steps of Porter, "An algorithm for suffix
stripping", 1980) and the irregular words of hands. A stem is a key, not a word to show.
"""

from __future__ import annotations

from functools import lru_cache

IRREGULAR = {
    "held": "hold",
    "wrote": "write",
    "written": "write",
    "shook": "shake",
    "shaken": "shake",
    "took": "take",
    "taken": "take",
    "gave": "give",
    "given": "give",
    "made": "make",
    "showed": "show",
    "shown": "show",
    "caught": "catch",
    "said": "say",
    "drew": "draw",
    "drawn": "draw",
    "threw": "throw",
    "thrown": "throw",
    "bent": "bend",
    "women": "woman",
    "men": "man",
    "children": "child",
    "people": "person",
    "feet": "foot",
    "knives": "knife",
    "pinkie": "pinky",
    "pinkies": "pinky",
    "okay": "ok",
    "forefinger": "index",
    "forefingers": "index",
    "prayer": "pray",
    "prayers": "pray",
    "applause": "clap",
    "applaud": "clap",
    "applauds": "clap",
    "applauding": "clap",
    "applauded": "clap",
}
DIGITS = {
    **{
        str(number): word
        for number, word in enumerate(
            ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
        )
    },
}
_VOWELS = frozenset("aeiouy")
# Letters that stay doubled at a stem's end: press, pull, buzz.
_STAY_DOUBLE = frozenset("lsz")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a folded English word; other words come back as they are."""
    word = DIGITS.get(word, IRREGULAR.get(word, word))
    if not word.isascii() or len(word) < 4:
        return word
    for ending, least in (("ing", 3), ("ed", 3)):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= least and _VOWELS & set(rest):
            doubled = len(rest) > 2 and rest[-1] == rest[-2] and rest[-1] not in _STAY_DOUBLE
            return _bare(rest[:-1] if doubled else rest)
    return _bare(_singular(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _bare(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
