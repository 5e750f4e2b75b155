"""Vocabularies of one's own: they stand beside ours, replace nothing, and say what is wrong."""

from __future__ import annotations

import copy
import os
import pickle
import re
from pathlib import Path

import pytest

from toolkit.errors import VocabularyError
from toolkit.suggesting.suggest import suggest
from toolkit.vocabulary import Vocabulary, load_vocabulary
from toolkit.vocabulary.linting.rules import lint
from toolkit.vocabulary.loader import ENVIRONMENT

DOCS = Path(__file__).parent.parent / "docs" / "vocabulary.md"
OURS = load_vocabulary(extra=())

WEB = """\
gestures:
  zorp:
    name: {en: zorp sign}
    phrases: [zorp]
    pose: {fingers: straight, middle: fist, ring: fist, thumb: out}
"""


def write(folder: Path, text: str, name: str = "a.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def mine(folder: Path, text: str, name: str = "a.yaml") -> Vocabulary:
    write(folder, text, name)
    return load_vocabulary(extra=[folder])


def refusal(*named: Path) -> str:
    with pytest.raises(VocabularyError) as caught:
        load_vocabulary(extra=list(named))
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_a_gesture_needs_an_id_a_name_a_phrase_and_a_pose(tmp_path: Path) -> None:
    words = mine(tmp_path / "mine", WEB)
    zorp = words["zorp"]
    assert len(words) == len(OURS) + 1 and list(words.gestures)[-1] == "zorp"
    assert (zorp.name.en, zorp.name.zh) == ("zorp sign", "zorp sign")
    assert (zorp.kind, zorp.facing, zorp.view) == ("emblem", "any", "palm")
    assert (zorp.origin, words.origin("zorp"), words.origin("peace")) == ("mine", "mine", "")
    assert words.overlays == ("mine",) and OURS.overlays == ()
    assert zorp.file == f"{tmp_path}/mine/a.yaml"
    assert zorp.pose.ring.mcp == 90


@pytest.mark.parametrize("name", ["zorp", "{zh: 佐普}", "{en: zorp}", "{en: zorp, zh: 佐普}"])
def test_a_name_in_one_language_is_enough(name: str, tmp_path: Path) -> None:
    words = mine(tmp_path, WEB.replace("{en: zorp sign}", name))
    assert words["zorp"].name.en and words["zorp"].name.zh
    assert (words["zorp"].name.zh == "佐普") == ("佐普" in name)


def test_one_file_is_a_vocabulary_too(tmp_path: Path) -> None:
    file = write(tmp_path, WEB, "web words.yaml")
    assert load_vocabulary(extra=[str(file)])["zorp"].origin == "web words"


def test_an_entry_of_ours_is_extended_and_stays_what_it_was(tmp_path: Path) -> None:
    text = """\
gestures:
  peace:
    phrases: [zorp greeting, "a long zorp greeting with two fingers of one hand"]
    phrases_zh: [佐普礼]
    aliases: {en: [zorp hello], zh: [佐普]}
    negatives: [zorp thumb]
    negatives_zh: [佐普拇指]
"""
    words = mine(tmp_path / "mine", text)
    ours, extended = OURS["peace"], words["peace"]
    assert extended.phrases[: len(ours.phrases)] == ours.phrases
    assert extended.phrases[-2] == "zorp greeting"
    assert extended.phrases_zh == (*ours.phrases_zh, "佐普礼")
    assert extended.negatives == (*ours.negatives, "zorp thumb")
    assert extended.aliases_en[-1] == "zorp hello"
    assert extended.explicit_phrase("en") == len(ours.phrases)
    assert extended.explicit_phrase("zh") == len(ours.phrases_zh)
    assert (extended.pose, extended.origin, extended.file) == (ours.pose, "", ours.file)
    assert extended.added_from == (f"{tmp_path}/mine/a.yaml",) * 2
    assert words.find("zorp hello").id == "peace"
    assert lint(words) == []


def test_two_vocabularies_may_extend_one_gesture(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, f"gestures: {{peace: {{phrases: [zorp {name}]}}}}")
    words = load_vocabulary(extra=[tmp_path / "one", tmp_path / "two"])
    assert words["peace"].phrases[-2:] == ("zorp one", "zorp two")
    assert words.overlays == ("one", "two")


def test_scene_words_negatives_flaws_parts_and_lists_are_added(tmp_path: Path) -> None:
    write(tmp_path, "kind: light\nwords: {neon: neon light}", "a.yaml")
    write(tmp_path, "kind: negative\nwords: {mine: {text: six fingers, text_zh: 六指}}", "b.yaml")
    write(tmp_path, "kind: view\nwords: {low: {text: seen from below, numbers: {yaw: 0, "
          "pitch: -40, roll: 0}}}", "c.yaml")  # fmt: skip
    write(tmp_path, "flaws: {zorped: {name: {en: z, zh: 佐}, words: [zorped hand]}}", "d.yaml")
    write(tmp_path, "parts: {zorp: {name: {en: z, zh: 佐}, words: [zorp]}}", "e.yaml")
    write(tmp_path, "lists: {zorps: {name: Zorps, prefix: Zorp, items: [A]}}", "f.yaml")
    words = load_vocabulary(extra=[tmp_path])
    neon = words.scene_word("light", "neon")
    assert (neon.text, neon.text_in("zh"), neon.name.en) == ("neon light",) * 3
    assert neon.lamp is None and neon.origin == tmp_path.name
    assert words.scene_word("negative", "mine").text_in("zh") == "六指"
    assert words.scene_word("negative", "mine").name.zh == "六指"
    low = words.scene_word("view", "low").turn
    assert low is not None and low.pitch == -40
    assert words.flaws[-1].id == "zorped" and words.parts[-1].id == "zorp"
    assert words.lists[-1].id == "zorps"
    assert lint(words) == []


def test_own_entries_are_searched_suggested_and_related(tmp_path: Path) -> None:
    words = mine(tmp_path, WEB + "    twins: [peace]\n    confusable: [fist]\n")
    assert words.find("zorp sign").id == "zorp"
    assert suggest("a woman makes a zorp sign", words).gestures[0].id == "zorp"
    assert "zorp" in words["peace"].twins and "zorp" not in OURS["peace"].twins


def test_a_finding_names_the_file_it_is_in(tmp_path: Path) -> None:
    words = mine(tmp_path, "gestures: {fist: {phrases: [peace sign, 4 zorps]}}")
    found = {(each.rule, each.file) for each in lint(words)}
    assert found == {(rule, f"{tmp_path}/a.yaml") for rule in ("shared_phrase", "misread_word")}


def test_own_words_owe_nobody_a_translation_but_a_twin_must_be_named(tmp_path: Path) -> None:
    like_peace = WEB.replace("ring: fist, thumb: out", "ring: fist, pinky: fist, thumb: over_ring")
    text = like_peace.replace("middle: fist", "index: {spread: 10}, middle: {spread: -8}")
    assert {each.rule for each in lint(mine(tmp_path, text))} == {"twins"}


def test_the_environment_names_vocabularies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "one", WEB)
    write(tmp_path / "two", WEB.replace("zorp", "zarp"))
    monkeypatch.setenv(ENVIRONMENT, os.pathsep.join(map(str, (tmp_path / "one", tmp_path / "two"))))
    assert {"zorp", "zarp"} <= load_vocabulary().gestures.keys()
    assert "zorp" not in load_vocabulary(extra=()).gestures
    assert "zorp" not in load_vocabulary(extra=[tmp_path / "two"]).gestures
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "nowhere"))
    with pytest.raises(VocabularyError, match=r"no vocabulary .*nowhere.*GESTURE_VOCAB"):
        load_vocabulary()


def test_cache_is_kept_until_a_file_changes(tmp_path: Path) -> None:
    file = write(tmp_path, WEB)
    first = load_vocabulary(extra=[tmp_path])
    assert load_vocabulary(extra=[tmp_path]) is first
    assert load_vocabulary(extra=()) is OURS
    file.write_text(WEB.replace("zorp", "zarp"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert "zarp" in load_vocabulary(extra=[tmp_path]).gestures


def test_a_vocabulary_named_twice_counts_once_and_survives_pickling(tmp_path: Path) -> None:
    write(tmp_path, WEB)
    words = load_vocabulary(extra=[tmp_path, tmp_path])
    assert pickle.loads(pickle.dumps(words)) == words
    assert copy.deepcopy(words).overlays == words.overlays


# What a stranger's file may hold, and what the one sentence must say.
BAD = {
    "id of ours with a pose": (
        "gestures:\n  peace:\n    phrases: [a zorp]\n    pose: {fingers: fist, thumb: over}",
        r"a\.yaml: line 4: gestures\.peace\.pose: 'peace' is a gesture of ours.*'my_peace'",
    ),
    "id of ours with a name": (
        "gestures:\n  peace:\n    name: {en: zorp}",
        r"line 3: gestures\.peace\.name: 'peace' is a gesture of ours",
    ),
    "misspelt key under an id of ours": (
        "gestures:\n  peace:\n    phrazes: [a]",
        r"line 3: gestures\.peace: unknown key 'phrazes'.*Did you mean 'phrases'",
    ),
    "only words for nobody": (
        "gestures:\n  peece:\n    phrases: [a zorp]",
        r"line 2: gestures\.peece: no gesture of ours is called 'peece'.*'peace'",
    ),
    "no pose": (
        "gestures:\n  zorp:\n    name: zorp\n    phrases: [zorp]",
        r"line 2: gestures\.zorp: the key 'pose' is missing",
    ),
    "no phrase": (WEB.replace("[zorp]", "[]"), r"line 4: gestures\.zorp\.phrases: .*at least 1"),
    "bad id": (WEB.replace("  zorp:", "  Zorp-1:"), r"line 2: gestures\.Zorp-1: "),
    "long id": (WEB.replace("  zorp:", f"  {'z' * 60}:"), r"line 2: gestures\.zzz"),
    "no hand": (WEB.replace("middle: fist", "middle: {mcp: 400}"), r"line 5: .*mcp: got 400"),
    "no place": (WEB + "    contacts: [nose palm]", r"line 6: .*contacts: a hand has no place"),
    "no twin": (WEB + "    twins: [peece]", r"line 6: gestures\.zorp\.twins: .*'peece'.*'peace'"),
    "no view": (WEB + "    view: plam", r"line 6: gestures\.zorp\.view: .*'plam'.*'palm'"),
    "scene word of ours": (
        "kind: light\nwords:\n  soft: softer light",
        r"line 3: words\.soft: the id 'soft' is already taken by ours",
    ),
    "no kind": ("kind: smell\nwords: {a: b}", r"line 1: kind: got 'smell'"),
    "colour above one": (
        "kind: skin\nwords:\n  zorp: {text: z, numbers: {red: 2, green: 0, blue: 0}}",
        r"line 3: words\.zorp\.numbers: red is 2",
    ),
    "half a lamp": (
        "kind: light\nwords:\n  zorp: {text: z, numbers: {x: 1}}",
        r"words\.zorp\.numbers has x; a light takes",
    ),
    "third hand": ("kind: side\nwords: {up: upper hand}", r"there is no third side"),
    "flaw of ours": (
        "flaws: {extra_finger: {name: {en: a, zh: 甲}, words: [a]}}",
        r"line 1: flaws\.extra_finger: .*already taken by ours",
    ),
    "the id of any hand": (
        WEB.replace("  zorp:", "  any:"),
        r"line 2: gestures\.any: the id 'any' is already taken by ours",
    ),
    "no entry": ("gestures: {}", r"line 1: gestures: holds no entry"),
    "a list of gestures": ("gestures: [zorp]", r"line 1: gestures: got \['zorp'\]"),
    "a number for an entry": ("gestures: {zorp: 3}", r"line 1: gestures\.zorp: got 3"),
    "a text for an entry of ours": ("gestures: {peace: hi}", r"line 1: gestures\.peace: got 'hi'"),
    "no main key": ("gestres: {}", r"a\.yaml: has 'gestres'; .*Did you mean 'gestures'"),
    "two main keys": (WEB + "flaws: {}", r"expected exactly one of gestures, words"),
    "alias bomb": ("gestures:\n  a: &a [x]\n  b: [*a, *a]", r"line 2: uses an anchor or alias"),
    "bidi": (WEB.replace("zorp sign", "zo\u202erp"), r"line 3: holds the invisible character"),
    "empty": ("", r"a\.yaml: is empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_entry_is_one_sentence_with_file_line_and_key(case: str, tmp_path: Path) -> None:
    text, expected = BAD[case]
    write(tmp_path, text)
    said = refusal(tmp_path)
    assert said.startswith(f"{tmp_path}/a.yaml: ")
    assert re.search(expected, said), said


def test_two_that_define_one_id_are_refused_with_both_files_and_lines(tmp_path: Path) -> None:
    write(tmp_path / "one", WEB)
    write(tmp_path / "two", "# mine\n" + WEB)
    said = refusal(tmp_path / "one", tmp_path / "two")
    assert said.startswith(f"{tmp_path}/two/a.yaml: line 3: gestures.zorp: the id 'zorp'")
    assert f"{tmp_path}/one/a.yaml, line 2" in said
    write(tmp_path / "three", "kind: light\nwords: {neon: neon}")
    write(tmp_path / "four", "kind: light\n\nwords: {neon: other neon}")
    said = refusal(tmp_path / "three", tmp_path / "four")
    assert "four/a.yaml: line 3: words.neon" in said and "three/a.yaml, line 2" in said
    write(tmp_path / "one", WEB, "b.yaml")
    assert "one/b.yaml: line 2" in refusal(tmp_path / "one")


def test_hostile_places_are_refused(tmp_path: Path) -> None:
    assert "There is no vocabulary" in refusal(tmp_path / "nowhere")
    assert "holds no .yaml file" in refusal(tmp_path)
    assert "does not end in .yaml" in refusal(write(tmp_path, WEB, "a.txt"))
    assert "is a device" in refusal(Path("/dev/zero"))
    assert "no file name can hold" in refusal(Path("a\0b"))
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "is a pipe" in refusal(tmp_path / "pipe.yaml")
    write(tmp_path / "yml", WEB, "a.yml")
    assert "'.yml' is not read" in refusal(tmp_path / "yml")


def test_a_file_of_50_mb_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(50_000_000)
    assert "at most 1,000,000 are read" in refusal(tmp_path)


def test_nothing_is_half_loaded(tmp_path: Path) -> None:
    write(tmp_path, WEB)
    bad = write(tmp_path, "gestures: {zarp: {}}", "b.yaml")
    refusal(tmp_path)
    bad.unlink()
    assert "zorp" in load_vocabulary(extra=[tmp_path]).gestures


def test_the_documented_example_loads_and_is_clean(tmp_path: Path) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", DOCS.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        name = block.splitlines()[0].removeprefix("# mine/")
        write(tmp_path / "mine", block, name)
    words = load_vocabulary(extra=[tmp_path / "mine"])
    assert {"web", "half_fist"} <= words.gestures.keys()
    assert words["peace"].added_from and words.scene_word("light", "candle").text_in("zh") == "烛光"
    assert lint(words) == []
