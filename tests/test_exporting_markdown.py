"""What users wrote stays text in Markdown."""

from __future__ import annotations

from toolkit.exporting.markdown import k_of_n, md_block, md_table, md_text


def test_markup_is_escaped_and_lines_stay_lines() -> None:
    assert md_text("a|b *c* <i>\n# d") == r"a\|b \*c\* &lt;i&gt; \# d"
    assert md_text("[a](javascript:x)") == r"\[a\]\(javascript:x\)"
    assert md_text("260131-142501") == "260131-142501"


def test_a_block_s_fence_is_longer_than_any_in_it() -> None:
    assert md_block("a ```` b") == "`````text\na ```` b\n`````\n"
    assert md_block("a", "console").startswith("```console\n")


def test_tables_and_shares() -> None:
    assert md_table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    assert k_of_n(3, 4, 0.3, 0.95) == "3 of 4 (75%, 95 % interval 30% to 95%)"
    assert k_of_n(0, 0, 0.0, 1.0) == "–"
