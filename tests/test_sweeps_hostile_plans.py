"""Whatever is written into a plan: a plan whose prompts print, or one sentence that says where."""

from __future__ import annotations

import copy
import itertools
import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.errors import MESSAGE_CHARACTERS, GestureError
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import Vocabulary, load_vocabulary

SOON_S = 1.0  # of this process's own time

UNSEEN = {chr(code) for code in (*range(32), 127, 0x2028, 0x202E, 0xD800)}
LONG = "x" * 100_000
NESTED: list[Any] = []
for _ in range(40):
    NESTED = [NESTED]

TEXTS = (
    *("", " ", "none", "all", "own", "peace", "peece", "plain", "0", "-1", "1.3", "nan", "2.5e9"),
    *(
        "(",
        ")",
        "((((",
        "[]",
        "[[[]]]",
        "()",
        "(a",
        "a)",
        "(a:1.3",
        "(a:1e999)",
        "(a:nan)",
        "{",
        "}",
    ),
    *(
        "{}",
        "{{}}",
        "{gesture",
        "{gesture}}",
        "{gesture} {gesture}",
        "{lens}",
        "{model}",
        "{prompt}",
    ),
    *("{a|b}", "{a|{b|c}}", "{2$$a|b}", "{|||}", "{a|b", "{" * 60, "(" * 3_000, "{a|" * 500),
    *(
        "__circle__",
        "__nowhere__",
        "__*__",
        "____",
        "__../x__",
        "__long__",
        "BREAK",
        "a AND b",
        "$x",
    ),
    *("<script>alert(1)</script>", "<lora:x:1>", "**bold** | `code` [a](b)", "a\nb", "a\tb", "\0"),
    *(
        "\x1b[31m",
        "\u202e",
        "\u2028",
        "\ud800",
        "💀" * 50,
        "ﷺ",
        "../x.txt",
        "/etc/passwd",
        "~root/x",
    ),
    *(LONG, "(" + LONG, "{a|" + LONG, "a, " * 33_333, "(a:1.1)" * 14_000, "[" * 100_000),
)
NUMBERS = (0, -0.0, -1, 1.5, 10**400, -(2**63), 2**63, 10**18, 1e308, float("inf"), float("nan"))
VALUES: tuple[Any, ...] = (
    *TEXTS,
    *NUMBERS,
    *(None, True, False, [], {}, [[]], [None], [[["a"]]], NESTED, [1, 1], ["a", "a"], b"bytes"),
    *({"text": "a"}, {"text": None}, {"text": LONG}, {"text": "__circle__"}, {"a": {"b": "c"}}),
    *({"file": "words.txt"}, {"file": "../words.txt"}, {"file": "/etc/passwd"}, {"file": 3}),
    *(
        {"file": "."},
        {"file": "nowhere.txt"},
        {"file": LONG},
        {"file": "a\0"},
        {"file": "styles.csv"},
    ),
    *({"file": "styles.csv", "names": ["a"]}, {"file": "styles.csv", "names": {"a": 1}}),
    *({"style": {"name": "a", "prompt": "{prompt} {prompt}"}}, {"style": 3}, {"style": {}}),
    *({"find": "photo", "with": ["a", "b"]}, {"find": "(", "with": "["}, {"find": LONG}),
    *({"find": "photo", "with": ["a"], "name": "view"}, {"find": "photo", "with": [], "name": []}),
    *({"start": 1, "count": 2}, {"count": 10**18}, {"count": "3"}, {"count": 2, "seed": -1}),
    *(
        [{"phrase": "plain"}],
        [{"phrase": []}],
        [{"lens": ["a"]}],
        [{"prompt": {}}],
        [{}],
        [{"": ""}],
    ),
    *([{"phrase": ["plain", "explicit"], "weight": [1, 1.3]}], [{"view": [], "side": []}]),
    *({"view": "all", "side": "all"}, {"view": ["palm", {"text": "a"}]}, {"lens": "all"}),
    *({LONG: 1}, {"": 1}, {1: 2}, {"a\nb": "c"}, {"<b>": ["<i>"]}, ["a", 1, None, {"b": []}]),
    *(["x"] * 2_000, list(range(3_000)), {f"k{n}": n for n in range(300)}),
)
KEYS = (
    *("gestures", "prompts", "replace", "axes", "template", "seeds", "settings", "model", "sample"),
    *("skip", "exclude", "include", "zip", "dialect", "wildcards", "wildcard_draws", "vocabulary"),
    *("language", "name", "gesture", "size", "phrase", "weight", "lens", "negative", "view"),
    *("style", "text", "file", "find", "with", "count", "seed", "control", "scheduler", "steps"),
    *("", "nosuch", "a\nb", "<b>", "prompt", "__circle__"),
)
GOOD: tuple[dict[str, Any], ...] = (
    {"gestures": ["peace", "fist"], "axes": {"phrase": ["plain", "explicit"], "weight": [1, 1.3]}},
    {
        "gestures": ["peace"],
        "template": "a photo of {gesture}, {lens}, __light__",
        "axes": {"lens": ["", "90mm", {"text": "(sharp:1.2)"}], "negative": ["none", "anatomy"]},
        "seeds": {"start": 3, "count": 2},
        "wildcard_draws": {"count": 2, "seed": 1},
        "settings": {"steps": 4, "size": 128, "guidance": 2.5},
    },
    {
        "prompts": [
            "a photo of a hand",
            {"text": "a photo, {lens}", "gesture": "fist", "name": "b"},
        ],
        "replace": {"find": "photo", "with": ["photo", "drawing"]},
        "axes": {"lens": ["a", "b"]},
        "sample": {"count": 3, "seed": 1},
    },
    {
        "gestures": ["peace", "palm"],
        "axes": {"view": ["palm", "back"], "language": ["en", "zh"], "style": ["none"]},
        "skip": [{"gesture": "peace", "view": "back"}],
        "exclude": [{"view": "palm", "gesture": "palm"}],
        "include": [{"gesture": "fist", "view": "palm"}],
        "dialect": "a1111",
        "vocabulary": [],
    },
    {
        "gestures": "all",
        "model": "thumbelina",
        "zip": [{"phrase": ["plain", "explicit"], "weight": [1, 1.3]}],
        "axes": {"lens": {"file": "words.txt"}},
        "template": "{gesture}, {lens}",
        "wildcards": "wildcards",
    },
)
MARKS = (
    "[",
    "]",
    "{",
    "}",
    ":",
    "- ",
    "&a ",
    "*a",
    "!!python/none ",
    "\t",
    "\0",
    '"',
    "'",
    "\n",
    "#",
)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan's folder with files of words, and wildcards that call themselves and each other."""
    outside = tmp_path_factory.mktemp("hostile")
    (outside / "words.txt").write_text("outside\n")
    inside = outside / "plans"
    wildcards = inside / "wildcards"
    wildcards.mkdir(parents=True)
    (inside / "words.txt").write_text("sharp\n(soft:1.2)\n<b>bold</b>\n")
    (inside / "styles.csv").write_text('name,prompt,negative_prompt\na,"{prompt}, b",c\n')
    (wildcards / "circle.txt").write_text("a __other__\n")
    (wildcards / "other.txt").write_text("b __circle__\n")
    (wildcards / "light.txt").write_text("soft light\nhard light\n")
    (wildcards / "long.txt").write_text(LONG)
    return inside


@st.composite
def hostile(draw: st.DrawFn) -> dict[Any, Any]:
    """A good plan of which one to three places say something else."""
    plan = copy.deepcopy(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 3))):
        place: Any = plan
        while True:
            steps = list(place) if isinstance(place, dict) else list(range(len(place)))
            new = draw(st.sampled_from(KEYS)) if isinstance(place, dict) else 0
            step = draw(st.sampled_from([*steps, new]))
            deeper = place[step] if step in steps else None
            if isinstance(deeper, dict | list) and deeper and draw(st.booleans()):
                place = deeper
                continue
            value = copy.deepcopy(draw(st.sampled_from(VALUES)))
            if isinstance(place, dict):
                place[step] = value
            elif place:
                place[step : step + draw(st.integers(0, 1))] = [value]
            break
    return plan


@st.composite
def hostile_text(draw: st.DrawFn) -> str:
    """The YAML of a hostile plan, or a good one's with signs put in and lines taken out."""
    if draw(st.booleans()):
        try:
            return yaml.safe_dump(draw(hostile()), allow_unicode=True, sort_keys=False)
        except UnicodeEncodeError:
            return "gestures: [\ud800]\n"
    text = yaml.safe_dump(draw(st.sampled_from(GOOD)), sort_keys=False)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(MARKS)) + text[at + draw(st.integers(0, 9)) :]
    return text


def outcome(source: Any, words: Vocabulary, folder: Path) -> GestureError | None:
    """What loading and printing raises, None for a good plan; fails for all that is no sentence."""
    started = time.process_time()
    error = None
    try:
        plan = load_plan(source, words, folder=folder)
        for cell in itertools.islice(plan.cells(), 4):
            plan.prompt(cell)
        assert all(request.prompt is not None for _, request in plan.requests(limit=4))
        assert json.loads(plan.to_json())
    except GestureError as caught:
        error = caught
        assert caught.exit_code == 2
        assert caught.message.strip()
        assert len(caught.message) <= MESSAGE_CHARACTERS
        assert caught.message.splitlines() == [caught.message]
        assert not UNSEEN & set(str(caught)), repr(str(caught))
        called = f"plan {source.name}" if isinstance(source, Path) else "plan"
        assert caught.message.startswith(f"{called}: "), caught.message
    assert time.process_time() - started < SOON_S
    return error


QUICKLY = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@settings(QUICKLY, max_examples=180)
@given(hostile())
def test_hostile_mappings(words: Vocabulary, folder: Path, plan: Mapping[str, Any]) -> None:
    outcome(plan, words, folder)


@settings(QUICKLY, max_examples=120)
@given(hostile_text(), st.booleans())
def test_hostile_yaml(words: Vocabulary, folder: Path, text: str, as_file: bool) -> None:
    if as_file:
        file = folder / "mine.yaml"
        file.write_bytes(text.encode(errors="surrogatepass"))
        outcome(file, words, folder)
    else:
        outcome(f"{text}\n", words, folder)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything in a plan: keys and numbers of items."""
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree)
    found: list[tuple[Any, ...]] = []
    for step, inner in steps:
        found.append((*path, step))
        if isinstance(inner, dict | list):
            found += places(inner, (*path, step))
    return found


@pytest.mark.parametrize("good", GOOD, ids=range(len(GOOD)))
def test_a_mistyped_key_is_named_with_its_line(
    words: Vocabulary, folder: Path, good: dict[str, Any]
) -> None:
    assert outcome(good, words, folder) is None
    for way in places(good):
        if not isinstance(way[-1], str):
            continue
        plan = copy.deepcopy(good)
        place: Any = plan
        for step in way[:-1]:
            place = place[step]
        items = list(place.items())
        place.clear()
        place.update((f"{key}q" if key == way[-1] else key, value) for key, value in items)
        text = yaml.safe_dump(plan, sort_keys=False)
        lines = text.splitlines()
        at = next(n for n, line in enumerate(lines, 1) if f"{way[-1]}q:" in line)
        # Where an entry is read as a whole, the line is that of the entry.
        exactly = len(way) == 1 or way[0] in ("settings", "sample", "wildcard_draws")
        above = at if exactly else next(n for n, ln in enumerate(lines, 1) if ln.startswith(way[0]))
        for source in (folder / "mistyped.yaml", text):
            if isinstance(source, Path):
                source.write_text(text)
            error = outcome(source, words, folder)
            assert error is not None, text
            assert f"{way[-1]}q" in str(error), str(error)
            named = re.match(r"plan[^:]*: line (\d+): ", error.message)
            assert named is not None, error.message
            assert above <= int(named[1]) <= at


@pytest.mark.parametrize("key", KEYS)
def test_every_value_under_every_key(words: Vocabulary, folder: Path, key: str) -> None:
    for value in VALUES:
        base = {} if key in ("gestures", "prompts") else {"gestures": ["peace"]}
        outcome({**base, key: copy.deepcopy(value)}, words, folder)


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"axes": {"model": "\ud800"}}, "forbidden character (U+D800)"),
        ({"axes": {"a\nb": "c"}}, r"plan: axes.a b: there is no axis 'a\nb'"),
        ({"include": [{"phrase": "all"}], "axes": {"phrase": "plain"}}, "stands for"),
        (
            {
                "include": [{"phrase": {"file": "words.txt"}}],
                "axes": {"phrase": "plain"},
                "dialect": "plain",
            },
            "stands for 3 values; expected one value",
        ),
        ({"gestures": None, "prompts": [{"text": "a", "name": "\ud800"}]}, "character U+D800"),
        (
            {"gestures": None, "prompts": ["a", "b"], "include": [{"prompt": {}}]},
            "include[0].prompt: got {}; expected the name of a prompt",
        ),
    ],
)
def test_what_was_no_sentence_once(
    words: Vocabulary, folder: Path, keys: dict[str, Any], says: str
) -> None:
    plan = {key: value for key, value in {"gestures": ["peace"], **keys}.items() if value}
    error = outcome(plan, words, folder)
    assert error is not None
    assert says in str(error)
