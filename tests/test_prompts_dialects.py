from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import PromptError
from toolkit.prompts.a1111 import parse_a1111
from toolkit.prompts.dialects import merged, render
from toolkit.prompts.tree import Prompt, Sequence, Text, Weighted, flatten


def text(words: str) -> Prompt:
    return Text(text=words)


def weighted(words: str, weight: float) -> Prompt:
    return Weighted(child=text(words), weight=weight)


def join(*parts: Prompt) -> Prompt:
    return Sequence(parts=parts)


def tokens(pairs: list[tuple[str, float]]) -> list[tuple[tuple[str, ...], float]]:
    """Words and single signs with their weights: what a tokenizer sees, spacing aside."""
    out: list[tuple[tuple[str, ...], float]] = []
    for words, weight in pairs:
        split = tuple(re.findall(r"\w+|[^\w\s]", words))
        if split and out and out[-1][1] == weight:
            out[-1] = (out[-1][0] + split, weight)
        elif split:
            out.append((split, weight))
    return out


def compel_reads(rendered: str) -> list[tuple[tuple[str, ...], float]]:
    from compel import Compel

    conjunction = Compel.parse_prompt_string(rendered)
    if not conjunction.prompts:
        return []  # brackets around nothing
    assert len(conjunction.prompts) == 1
    assert conjunction.weights == [1.0]
    assert not conjunction.lora_weights
    return tokens([(part.text, part.weight) for part in conjunction.prompts[0].children])


def says(prompt: Prompt) -> list[tuple[tuple[str, ...], float]]:
    return tokens(list(merged(prompt)))


TRAPS = [
    "5+ fingers",
    "thumb -",
    "a-",
    "thumbs-up, close-up",
    "++",
    "a++b",
    "(peace sign:1.3)",
    "hand (left)",
    'the "ok" sign',
    ":-) and (-:",
    r"back\slash \( and \\) end\\",
    '("a","b").blend(.7,.3)',
    '("a", "b").and(1, .5)',
    "cat.swap(dog)",
    "word.attend(1.3)",
    "withLora(x, 0.5) useLora(y)",
    "f/2.8, 1.5 m, -5 degrees, +",
    "one,two;three.four",
    "手势 比耶 ✌️",
    "[x] {y} <z> :1.3",
]


@pytest.mark.parametrize("words", TRAPS)
@pytest.mark.parametrize("weight", [1.0, 1.3, 0.4])
def test_traps_reach_compel_as_the_words_they_are(words: str, weight: float) -> None:
    prompt = join(text("a photo of "), weighted(words, weight), text(", film"))
    assert compel_reads(render(prompt, "compel")) == says(prompt)


WORDS = st.text(alphabet=st.sampled_from(list("ab5 ()\"'+-.,:;\\[]{}!&é手")), max_size=9)
WEIGHTS = st.floats(min_value=0.0, max_value=1.4)
TREES = st.recursive(
    WORDS.map(text),
    lambda children: st.one_of(
        st.builds(lambda c, w: Weighted(child=c, weight=w), children, WEIGHTS),
        st.lists(children, max_size=4).map(lambda parts: Sequence(parts=tuple(parts))),
    ),
    max_leaves=6,
)


def within_limit(prompt: Prompt) -> bool:
    try:
        flatten(prompt)
    except PromptError:
        return False
    return True


@settings(max_examples=120, deadline=None)
@given(TREES.filter(within_limit))
def test_compel_reads_back_what_was_rendered(prompt: Prompt) -> None:
    assert compel_reads(render(prompt, "compel")) == says(prompt)


@settings(max_examples=200, deadline=None)
@given(TREES.filter(within_limit))
def test_a1111_reads_back_what_was_rendered(prompt: Prompt) -> None:
    assert says(parse_a1111(render(prompt, "a1111"))) == says(prompt)


def test_weights_are_rendered_as_the_house_writes_them() -> None:
    prompt = join(
        text("a photo of "), weighted("a peace sign", 1.3), text(", "), weighted("palm", 1.0)
    )
    assert render(prompt, "compel") == "a photo of (a peace sign)1.3, palm"
    assert render(prompt, "a1111") == "a photo of (a peace sign:1.3), palm"
    assert render(prompt, "plain") == "a photo of a peace sign, palm"


def test_nested_weights_multiply() -> None:
    inner = Weighted(child=join(text("a "), weighted("b", 1.5)), weight=1.2)
    assert [(p.text, p.weight) for p in flatten(inner)] == [("a ", 1.2), ("b", 1.8)]
    assert render(inner, "compel") == "(a)1.2 (b)1.8"
    with pytest.raises(PromptError, match=r"multiply to 2\.25 on 'b'"):
        flatten(Weighted(child=weighted("b", 1.5), weight=1.5))


def test_roles_survive_flattening() -> None:
    prompt = join(Text(text="x", role="gesture"), text(", y"))
    assert [part.role for part in flatten(prompt)] == ["gesture", ""]


def test_what_a_dialect_cannot_say_is_refused() -> None:
    with pytest.raises(PromptError, match="equals sign"):
        render(weighted("a=b", 1.2), "compel")
    assert compel_reads(render(text("a=b"), "compel")) == says(text("a=b"))
    for words in ("left BREAK right", "a AND b", "<lora:hands:1>"):
        with pytest.raises(PromptError, match="as a command"):
            render(text(words), "a1111")
    with pytest.raises(PromptError, match="compel, a1111, comfyui, plain"):
        render(text("x"), "comfy")


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("a (peace sign:1.3), x", [("a ", 1.0), ("peace sign", 1.3), (", x", 1.0)]),
        ("((a)) [b]", [("a", 1.21), (" ", 1.0), ("b", 0.909091)]),
        (r"hand \(left\)", [("hand (left)", 1.0)]),
        ("(ratio 4:3:1.2)", [("ratio 4:3", 1.2)]),
        ("(open", [("open", 1.1)]),
        ("stray ) and ]", [("stray ) and ]", 1.0)]),
        ("", []),
    ],
)
def test_pasted_prompts(pasted: str, expected: list[tuple[str, float]]) -> None:
    assert [(p.text, p.weight) for p in flatten(parse_a1111(pasted))] == expected


@pytest.mark.parametrize(
    "pasted",
    [
        "(a:2.5)",
        "(a:-1)",
        "(a:1.2.3)",
        "((((((((a))))))))",
        "a BREAK b",
        "<lora:x:1>",
        "[cat:dog:0.5]",
        "[cat|dog]",
        "x" * 20_001,
    ],
)
def test_pasted_prompts_that_cannot_be_kept_are_refused(pasted: str) -> None:
    with pytest.raises(PromptError):
        parse_a1111(pasted)


def test_the_no_break_space_changes_no_token() -> None:
    """What keeps compel from reading a sign as a weight must be unseen by CLIP's tokenizer."""
    from transformers import CLIPTokenizer

    ends = ["a</w>", "5</w>", "+</w>", "-</w>", "f</w>"]
    words = ["<|startoftext|>", "<|endoftext|>", *ends, "a", "5", "+", "-", "f"]
    tokenizer = CLIPTokenizer(vocab={word: i for i, word in enumerate(words)}, merges=[])
    for said in ("5+ f", "a -", "- a", "+ +"):
        rendered = render(text(said), "compel")
        assert rendered != said
        assert tokenizer(rendered)["input_ids"] == tokenizer(said)["input_ids"]
