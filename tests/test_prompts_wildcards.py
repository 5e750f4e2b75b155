"""Our wildcards say what dynamicprompts says, and their draws hang on nothing but their key."""

from __future__ import annotations

import hashlib
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import PromptError
from toolkit.prompts.wildcard_expansion import Line, all_texts, drawn_text
from toolkit.prompts.wildcard_grammar import has_wildcards, parse_wildcards

FILES = {
    "colour": ["red", "blue", "green"],
    "hands/open": ["open palm", "{flat|spread} hand"],
    "hands/shut": ["fist", "a __colour__ fist"],
    "one": ["only"],
}


def lookup(name: str) -> list[Line]:
    from fnmatch import fnmatchcase

    found = [Line(text, 1.0) for key in FILES if fnmatchcase(key, name) for text in FILES[key]]
    if not found:
        raise PromptError(f"no {name}")
    return found


def ours(text: str) -> set[str]:
    return set(all_texts(text, lookup, most=5_000))


def theirs(text: str) -> set[str]:
    from dynamicprompts.generators import CombinatorialPromptGenerator
    from dynamicprompts.wildcards import WildcardManager

    manager = WildcardManager(root_map={"": [FILES]})
    made = CombinatorialPromptGenerator(wildcard_manager=manager).generate(text, max_prompts=None)
    return {" ".join(said.split()) for said in made}


GRAMMAR = [
    "a {red|blue} hat",
    "{a|b} and {c|d}",
    "{a|{b|c}} x",
    "{{a|b}|c}",
    "{0.5::a|0.2::b|c}",
    "{2$$a|b|c}",
    "{2$$ and $$a|b|c}",
    "{1-2$$a|b|c}",
    "{2-$$a|b|c}",
    "{-2$$a|b|c}",
    "{5$$a|b}",
    "{2$$__colour__}",
    "{2$$ + $$__colour__|x}",
    "__colour__ hand",
    "__hands/*__",
    "a __hands/open__, __colour__",
    "{|a} b",
    "{a|a}",
    "{ a | b }",
    "no wildcards at all",
    "{2$$a|a|b}",
    "{__colour__|none} __one__",
]


@pytest.mark.parametrize("text", GRAMMAR)
def test_all_that_a_text_may_become_is_what_dynamicprompts_makes(text: str) -> None:
    assert ours(text) == theirs(text)


OPTIONS = st.sampled_from(["a", "b", "c d", "__colour__", "__one__", ""])
TEXTS = st.recursive(
    OPTIONS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "{" + "|".join(parts) + "}"),
        # dynamicprompts takes two equal options for one; ours may choose both.
        st.lists(inner, min_size=2, max_size=3, unique=True).map(
            lambda parts: "{2$$" + "|".join(parts) + "}"
        ),
        st.lists(inner, min_size=1, max_size=2).map(" x ".join),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_generated_texts_agree_with_dynamicprompts(text: str) -> None:
    try:
        made = ours(text)
    except PromptError:
        return
    if text and len(made) < 400:
        assert made == theirs(text)


def key_for(seed: int):
    def key(place: str, option: str) -> float:
        text = f"{seed}\x1f{place}\x1f{option}".encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big") / 2**64

    return key


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, seed=st.integers(0, 1000))
def test_a_draw_is_one_of_all_and_the_same_again(text: str, seed: int) -> None:
    drawn = drawn_text(text, lookup, key_for(seed))
    assert drawn == drawn_text(text, lookup, key_for(seed))
    try:
        everything = ours(text)
    except PromptError:
        return
    if "2$$" not in text:  # a draw may say one text twice, where all texts leave that out
        assert drawn in everything


def test_weights_are_kept_and_an_added_option_moves_no_other_draw() -> None:
    counted = Counter(drawn_text("{3::a|1::b}", lookup, key_for(seed)) for seed in range(4_000))
    assert 0.72 < counted["a"] / 4_000 < 0.78
    for seed in range(300):
        before = drawn_text("{a|b|c}", lookup, key_for(seed))
        after = drawn_text("{a|b|c|d}", lookup, key_for(seed))
        assert after in (before, "d")


def test_braces_without_a_choice_are_none() -> None:
    assert not has_wildcards("{gesture}, {lens:1.2}, {{x}}")
    assert not has_wildcards("snake_case and __ alone")
    assert has_wildcards("__colour__") and has_wildcards("{a|b}") and has_wildcards("{2$$a}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{a|b", "never closed"),
        ("${x=a}", "variable"),
        ("%{a$$b}", "wrapper"),
        ("{~a|b}", "sampler"),
        ("__~colour__", "sampler"),
        ("{3-2$$a|b|c}", "3 to 2"),
        ("__../secret__", "names no file"),
        ("{a|" * 60 + "}" * 60, "more than 50 brackets"),
        ("{a|b}" * 40, "more than 5,000"),
        ("__nobody__", "no nobody"),
    ],
)
def test_what_cannot_be_expanded_is_one_sentence(text: str, says: str) -> None:
    with pytest.raises(PromptError, match=says):
        ours(text)


def test_a_wildcard_that_calls_itself_names_the_circle() -> None:
    files = {"a": "x __b__", "b": "{__a__|y}"}
    with pytest.raises(PromptError, match="a → b → a"):
        all_texts("__a__", lambda name: [Line(files[name], 1.0)], most=10)
    with pytest.raises(PromptError, match="a → b → a"):
        for seed in range(50):
            drawn_text("__a__", lambda name: [Line(files[name], 1.0)], key_for(seed))


@pytest.mark.parametrize(
    "text", ["{" * 100_000, "{|" * 50_000, "_" * 100_000, "|" * 100_000, "{a}" * 30_000]
)
def test_hostile_texts_answer_at_once(text: str) -> None:
    begun = time.process_time()
    try:
        parse_wildcards(text)
    except PromptError as error:
        assert len(str(error)) < 400
    assert time.process_time() - begun < 0.5
