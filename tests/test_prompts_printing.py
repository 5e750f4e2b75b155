"""The quick printer says what composing and rendering say, whatever the template and its words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import PromptError
from toolkit.prompts.dialects import DIALECTS, render
from toolkit.prompts.printing import MAX_REMEMBERED, TemplatePrinter
from toolkit.prompts.reading import SOURCES
from toolkit.prompts.templates import compose
from toolkit.prompts.tree import Prompt, Sequence, Text, Weighted

PIECES = [
    "a photo of {gesture}",
    "{view}",
    "{skin:1.2} hand",
    "[{light} lit ]room",
    "[{light} lit]",
    "({gesture}, {view}:1.2)",
    "(x:1.3)",
    "5+",
    "a=b",
    "<a",
    "b:c>",
    "back\\",
    " ",
    "(y",
    "[word]",
]
TEMPLATES = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from([", ", "; ", ",", "\n", " , "])),
    min_size=1,
    max_size=5,
).map(lambda pairs: "".join(piece + separator for piece, separator in pairs))
WORDS = st.text(alphabet=st.sampled_from(list("ab5 ()+-,;:\\[]<>=\n\u00a0手")), max_size=7)
PARTS = st.one_of(
    WORDS,
    WORDS.map(lambda words: Text(text=words)),
    st.builds(
        lambda words, weight: Weighted(child=Text(text=words), weight=weight),
        WORDS,
        st.sampled_from([0.5, 1.0, 1.3]),
    ),
    st.builds(lambda a, b: Sequence(parts=(Text(text=a), Text(text=b))), WORDS, WORDS),
)
SLOTS = st.dictionaries(st.sampled_from(["gesture", "view", "skin", "light"]), PARTS)


def outcome(make: object) -> str:
    try:
        return make()  # type: ignore[operator]
    except PromptError as error:
        return f"refused: {error.message}"


@settings(max_examples=400, deadline=None)
@given(
    template=TEMPLATES,
    rows=st.lists(SLOTS, min_size=1, max_size=3),
    source=st.sampled_from(SOURCES),
    target=st.sampled_from(sorted(DIALECTS)),
)
def test_the_quick_way_says_what_the_slow_way_says(
    template: str, rows: list[dict[str, Prompt | str]], source: str, target: str
) -> None:
    try:
        printer = TemplatePrinter(template, source=source, target=target)
    except PromptError:
        return
    for slots in [*rows, *rows]:
        slow = outcome(lambda s=slots: render(compose(template, s, dialect=source), target))
        quick = outcome(lambda s=slots: printer.print(s))
        if slow.startswith("refused") and quick.startswith("refused"):
            continue  # a piece alone may show less of the words around what is refused
        assert quick == slow


def test_a_slot_that_nothing_fills_is_refused_each_time() -> None:
    printer = TemplatePrinter("{gesture}, {lens}", source="auto", target="plain")
    for _ in range(2):
        with pytest.raises(PromptError, match="nothing fills"):
            printer.print({"gesture": "a"})
    assert printer.print({"gesture": "a", "lens": ""}) == "a"


def test_what_is_remembered_is_bounded() -> None:
    printer = TemplatePrinter("{gesture}, {view}", source="auto", target="plain")
    for number in range(MAX_REMEMBERED + 10):
        assert printer.print({"gesture": str(number), "view": "x"}) == f"{number}, x"
    assert all(len(known) <= MAX_REMEMBERED for _, _, _, known in printer._pieces)
