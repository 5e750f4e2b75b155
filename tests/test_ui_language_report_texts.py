"""The report's texts: both languages fill the same places, and the page says each of them."""

from __future__ import annotations

import re
from importlib import resources

from toolkit.reporting.report import PAGE
from toolkit.ui.language.report_texts import REPORT_TEXTS


def places(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))


def test_both_languages_fill_the_same_places() -> None:
    for key, (en, zh) in REPORT_TEXTS.items():
        assert en.strip() and zh.strip() and places(en) == places(zh), key


def test_every_text_that_the_page_says_exists_and_every_text_is_said() -> None:
    here = resources.files("toolkit.reporting")
    scripts = "".join(here.joinpath(name).read_text("utf-8") for name in PAGE)
    quoted = set(re.findall(r'"([a-z_]+)"', scripts))
    made = set(re.findall(r"`([a-z]+_)\$\{", scripts))
    by_python = {"variant", "comma", "needs_scripts"}
    unused = {
        key
        for key in REPORT_TEXTS
        if key not in quoted | by_python and not any(key.startswith(each) for each in made)
    }
    assert unused == set()
    asked = set(re.findall(r'\bt\("([a-z_]+)"', scripts))
    assert asked <= set(REPORT_TEXTS) and len(asked) > 40
