"""The interface's texts: both languages say the same things about the same places."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import TEXTS, as_lang, axis_name, duration, number, say
from toolkit.ui.rate.rate_tab import script

ROOM = Path(__file__).parent.parent / "toolkit" / "ui"


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_fill_the_same_places(key: str) -> None:
    en, zh = TEXTS[key]
    assert en.strip() and zh.strip()
    assert places(en) == places(zh)


def test_the_chinese_texts_are_chinese() -> None:
    latin = [key for key, (_, zh) in TEXTS.items() if not re.search(r"[\u4e00-\u9fff]", zh)]
    assert set(latin) <= {
        "place.other",
        "part.of",
        "rate.progress",
        "results.k_of_n",
        "sweep.verdict_by",
        "difference.flaw",
        "verdict.about",
        "rate.wording.said",
        "results.csv",
        "results.parquet",
    }


def test_every_text_that_is_said_exists_and_every_text_is_said() -> None:
    tables = {"error_texts.py", "value_texts.py", "word_texts.py"}
    files = [file for file in ROOM.rglob("*.py") if file.name not in tables]
    source = "".join(file.read_text("utf-8").partition("TEXTS: Mapping")[0] for file in files)
    said = set(re.findall(r"""['"]([a-z]+(?:\.[a-z_]+)+)['"]""", source))
    made = re.findall(r"""f['"]([a-z._]+\.)\{""", source)
    known = set(TEXTS)
    said |= {f"rate.{name}" for name in re.findall(r"'([a-z_.]+)'", script())}  # on its page
    made.append("rate.mode.")
    unused = {key for key in known - said if not any(key.startswith(each) for each in made)}
    assert unused == set()
    asked = set(re.findall(r"""say\(\s*['"]([a-z_.]+)['"]""", source))
    assert asked and asked <= known


def test_numbers_and_times_read_well() -> None:
    assert number(1234567) == "1\u202f234\u202f567"
    assert duration(0.2, "en") == "1 s"
    assert duration(70, "en") == "70 s"
    assert duration(89.4, "en") == "89 s" and duration(90, "en") == "2 min"
    assert duration(600, "en") == "10 min"
    assert duration(5399, "en") == "90 min" and duration(5400, "en") == "1.5 h"
    assert duration(7200, "zh") == "2.0 小时"


def test_an_unknown_language_is_english_and_an_unknown_axis_keeps_its_name() -> None:
    assert as_lang("tlh") == "en" and as_lang("zh") == "zh" and as_lang(None) == "en"
    assert axis_name("sparkle", "zh") == "sparkle"
    assert axis_name("weight", "zh") == "权重"
    assert say("sweep.pictures", "en", n=3) == "3 pictures"


def test_labels_speak_the_chosen_language() -> None:
    labels = Labels()
    assert labels.add("button", value="sweep.run") == "button"
    labels.add("list", choices=lambda lang: [lang])
    assert labels.components == ["button", "list"]
    first, second = labels.updates("zh")
    assert first["value"] == "运行" and second["choices"] == ["zh"]


def test_every_note_about_a_pasted_prompt_is_said_in_both_languages() -> None:
    from toolkit.prompts.notes import KINDS

    assert {f"note.{kind}" for kind in KINDS} <= set(TEXTS)
