"""`docs/commands.md` tells of every command and option there is, and of no other."""

from __future__ import annotations

import re
from pathlib import Path

from toolkit.cli.reference import reference

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"
README = PAGE.parent.parent / "README.md"
DESIGNED = {
    *("demo", "app", "vocab list", "vocab show", "vocab search", "vocab lint", "expand"),
    *("sweep", "judge", "yields", "rank", "doctor", "thumbelina train"),
}


def _options(page: str) -> dict[str, set[str]]:
    """Command -> its options; lay-out and wording may differ between versions of typer."""
    sections = re.split(r"^## `(.+)`$", page, flags=re.MULTILINE)[1:]
    return {
        name: set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))
        for name, text in zip(sections[::2], sections[1::2], strict=True)
    }


def test_the_page_is_up_to_date() -> None:
    stale = "run: python -m toolkit.cli.reference > docs/commands.md"
    assert _options(PAGE.read_text("utf-8")) == _options(reference()), stale


def test_the_designed_commands_are_there() -> None:
    assert {f"gesture {name}" for name in DESIGNED} <= set(_options(reference()))


def test_reading_commands_speak_json() -> None:
    options = _options(reference())
    for name in DESIGNED - {"app", "thumbelina train"}:
        assert "--json" in options[f"gesture {name}"], name


def test_the_readme_names_no_option_that_does_not_exist() -> None:
    known = {option for options in _options(reference()).values() for option in options}
    text = README.read_text("utf-8").split("---", 2)[2]
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) <= known
