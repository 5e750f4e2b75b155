"""Pasted prompts: every dialect's reader, its round trip, and what none of them may pass over."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_prompts_dialects import TREES, compel_reads, says, tokens, within_limit
from toolkit.errors import PromptError
from toolkit.prompts.conversion import convert
from toolkit.prompts.dialects import DIALECTS, merged, render
from toolkit.prompts.reading import SOURCES, read_prompt
from toolkit.prompts.tree import Prompt


def read(text: str, dialect: str = "auto") -> list[tuple[str, float]]:
    return list(merged(read_prompt(text, dialect).prompt))


def kinds(text: str, dialect: str = "auto") -> list[str]:
    return [note.kind for note in read_prompt(text, dialect).notes]


@pytest.mark.parametrize("dialect", ["compel", "a1111", "comfyui"])
@settings(max_examples=150, deadline=None)
@given(prompt=TREES.filter(within_limit))
def test_what_is_rendered_reads_back(dialect: str, prompt: Prompt) -> None:
    said = render(prompt, dialect)
    assert says(read_prompt(said, dialect).prompt) == says(prompt)


@settings(max_examples=150, deadline=None)
@given(prompt=TREES.filter(within_limit))
def test_rendering_what_was_read_changes_nothing(prompt: Prompt) -> None:
    once = render(prompt, "compel").replace(",", ", ")  # as compel itself does first
    said = render(read_prompt(once, "compel").prompt, "compel")
    assert render(read_prompt(said, "compel").prompt, "compel") == said


PIECES = ["a", "b", "5", " ", "(", ")", "+", "-", ".", ", ", "1.2", '"', "=", "(a b)", " (", "x y"]


@pytest.mark.slow  # compel's own parser takes its time over brackets
@settings(max_examples=100, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_compel_is_read_as_compel_itself_reads_it(text: str) -> None:
    try:
        ours = tokens([(words, round(weight, 6)) for words, weight in read(text, "compel")])
    except PromptError:
        return
    theirs = [(words, round(weight, 6)) for words, weight in compel_reads(text)]
    assert ours == theirs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(masterpiece:1.2), hand", [("masterpiece", 1.2), (", hand", 1.0)]),
        ("((word))", [("word", 1.21)]),
        ("[word]", [("word", 0.909091)]),
        (r"ereshkigal \(fate\)", [("ereshkigal (fate)", 1.0)]),
        ("ereshkigal (fate)", [("ereshkigal ", 1.0), ("fate", 1.1)]),
        ("a (peace sign)1.3, palm", [("a ", 1.0), ("peace sign", 1.3), (", palm", 1.0)]),
        ("(hand)++ open", [("hand ", 1.21), ("open", 1.0)]),
        ("C++ and 5+ fingers", [("C++ and 5+ fingers", 1.0)]),
        ("embedding:badhand, x", [("badhand, x", 1.0)]),
        ("手势 (比耶:1.1)", [("手势 ", 1.0), ("比耶", 1.1)]),
    ],
)
def test_auto_reads_what_the_text_looks_like(text: str, expected: list[tuple[str, float]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ("(a (b:1.3):1.2)", "comfyui", [("a ", 1.2), ("b", 1.3)]),
        ("(a (b:1.3):1.2)", "a1111", [("a ", 1.2), ("b", 1.56)]),
        ("((a:1.2))", "comfyui", [("a", 1.2)]),
        ("((a))", "comfyui", [("a", 1.21)]),
        ("[a] BREAK b AND c", "comfyui", [("[a] BREAK b AND c", 1.0)]),
        ("(open", "comfyui", [("(open", 1.0)]),
        ("a) (b)", "comfyui", [("a) (b)", 1.0)]),
        ("(4:3)", "comfyui", [("4", 3.0)]),
        ("(a:b)", "comfyui", [("a:b", 1.1)]),
        ("word++ other-", "compel", [("word", 1.21), (" ", 1.0), ("other", 0.9)]),
        ("(a (b)1.5)1.2", "compel", [("a ", 1.2), ("b", 1.8)]),
        ('"two words"+ x', "compel", [("two words", 1.1), (" x", 1.0)]),
        ("(a:1.2)", "plain", [("(a:1.2)", 1.0)]),
        (r"back\slash", "a1111", [("backslash", 1.0)]),
    ],
)
def test_the_dialects_differ(text: str, dialect: str, expected: list[tuple[str, float]]) -> None:
    if max(weight for _, weight in expected) > 2:
        with pytest.raises(PromptError, match="expected 0 to 2"):
            read(text, dialect)
        return
    got = [(words, weight) for words, weight in read(text, dialect) if words.strip()]
    assert tokens(got) == tokens([pair for pair in expected if pair[0].strip()])


@pytest.mark.parametrize(
    ("text", "says_what"),
    [
        ("[cat:dog:0.5]", "changes while it is drawn"),
        ("[cat:0.5]", "changes while it is drawn"),
        ("[(cat:1.2)::0.5]", "changes while it is drawn"),
        ("[a:[b:c:.2]:7]", "changes while it is drawn"),
        ("[cat|(dog:1.2)]", "changes while it is drawn"),
        ("a AND b", "'AND'.*small letters"),
        ("a BREAK b", "'BREAK'.*comma"),
        ("a BREAK (b:1.2)", "'BREAK'.*comma"),
        ("<lora:hands:0.7> hand", "<lora:hands:0.7>.*axis lora of a plan"),
        ("<hypernet:x:1>", "calls a network"),
        ("(a:1.2), (b)1.3", "mixes two ways"),
        ("(a:2.5)", "from 0 to 2"),
        ("(a:-1)", "from 0 to 2"),
        ('("a", "b").blend(0.5, 0.5) (x)1.2', "operator of Compel"),
    ],
)
def test_what_a_tree_cannot_say_is_refused_with_the_fix(text: str, says_what: str) -> None:
    with pytest.raises(PromptError, match=says_what) as caught:
        read_prompt(text)
    assert caught.value.hint or "must be" in caught.value.message


@pytest.mark.parametrize("text", ['("a","b").blend(.7,.3)', "cat.swap(dog)", "withLora(x, 1)"])
def test_operators_of_compel_are_refused(text: str) -> None:
    with pytest.raises(PromptError, match="operator of Compel"):
        read_prompt(text, "compel")


def test_what_may_be_meant_otherwise_is_noted() -> None:
    assert kinds("ereshkigal (fate)") == ["emphasis"]
    assert kinds("[word]") == ["hushed"]
    assert kinds("(open") == ["open_bracket"]
    assert kinds("close)") == ["lone_bracket"]
    assert kinds("(masterpiece:1.2)") == []
    assert kinds("masterpiece++") == ["word_signs"]
    assert kinds("embedding:easynegative") == ["embedding"]
    assert kinds("[a]", "comfyui") == ["square_words"]
    assert kinds(r"\(fate\)") == []
    for dialect in SOURCES:
        for note in read_prompt("a (b) [c] (d", dialect).notes:
            assert note.sentence.endswith(".") and repr(note.got)[1:-1] in note.sentence


@pytest.mark.parametrize("dialect", SOURCES)
@pytest.mark.parametrize(
    "text",
    [
        "(" * 200,
        "(" * 20_000,
        "[" * 20_000,
        ")" * 20_000,
        "()" * 10_000,
        "(a" * 10_000,
        "(a " * 49,
        "(" * 49 + "a " * 9_000,
        "(a)" * 6_600,
        "([)]" * 5_000,
        "<a" * 10_000,
        '"' * 19_999,
        "\\" * 20_000,
        ":1" * 10_000,
        "[" + ":1 " * 6_000 + "]",
        "+" * 20_000,
        "x" * 100_000,
        "(" * 100_000,
        "",
        "()",
    ],
    ids=lambda text: f"{text[:4]}x{len(text)}",
)
def test_hostile_texts_answer_at_once(text: str, dialect: str) -> None:
    took: list[float] = []
    for _ in range(2):
        begun = time.process_time()
        try:
            read_prompt.__wrapped__(text, dialect)
        except PromptError as error:
            assert len(str(error)) < 400
        took.append(time.process_time() - begun)
    assert min(took) < 0.5  # far less, but on a busy machine


@pytest.mark.parametrize("dialect", SOURCES)
@pytest.mark.parametrize("count", [200, 20_000])
def test_open_brackets_answer_within_a_tenth_of_a_second(count: int, dialect: str) -> None:
    took: list[float] = []
    for _ in range(3):
        begun = time.perf_counter()
        with contextlib.suppress(PromptError):
            read_prompt.__wrapped__("(" * count, dialect)
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.1


def test_a_conversion_says_what_it_made_and_what_it_lost() -> None:
    made = convert("a (peace sign:1.3), x", source="a1111", target="compel")
    assert made.text == "a (peace sign)1.3, x"
    assert made.fragments == (("a", 1.0), ("peace sign", 1.3), (", x", 1.0))
    assert made.notes == ()
    lost = convert("a (peace sign:1.3)", source="a1111", target="plain")
    assert lost.text == "a peace sign" and [note.kind for note in lost.notes] == ["weights_lost"]
    with pytest.raises(PromptError, match="no dialect"):
        convert("x", source="a1111", target="comfy")
    with pytest.raises(PromptError, match="no dialect"):
        convert("x", source="invoke", target="plain")
    for target in DIALECTS:
        assert convert("a, b", source="auto", target=target).text == "a, b"
