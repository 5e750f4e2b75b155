"""Plans with pasted prompts, files of words, styles and wildcards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.rating_samples import judged
from toolkit.errors import GestureError, PlanError, UnknownName
from toolkit.prompts.dialects import render
from toolkit.rating import effects, yields
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()


def plan(**keys: object) -> Plan:
    return load_plan({"gestures": ["peace"], "seeds": 1, **keys}, WORDS)


def filed(folder: Path, **keys: object) -> Plan:
    file = folder / "mine.yaml"
    document = {"gestures": ["peace"], "seeds": 1, **keys}
    file.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), "utf-8")
    made = load_plan(file, WORDS)
    again = load_plan(json.loads(made.to_json()), WORDS)  # without the files
    assert again.axes == made.axes and again.styles == made.styles
    assert list(again.prompts("compel")) == list(made.prompts("compel"))
    return made


def said(made: Plan, dialect: str = "compel") -> list[str]:
    printed = [prompt for prompt, _ in made.prompts(dialect)]
    slowly = dict.fromkeys(
        (render(made.prompt(cell), dialect), render(made.negative(cell), dialect))
        for cell in made.cells()
    )
    assert printed == [prompt for prompt, _ in slowly]
    return printed


def negatives(made: Plan) -> list[str]:
    return [negative for _, negative in made.prompts("compel")]


def test_pasted_weights_reach_the_model_as_weights() -> None:
    made = plan(
        template="(masterpiece:1.2), {gesture}, {quality}",
        axes={
            "phrase": ["plain", "((waving his hands))"],
            "quality": ["[low, blurry]", {"text": r"ereshkigal \(fate\)"}],
            "negative": ["(bad hands:1.3), extra digits"],
        },
    )
    assert said(made) == [
        "(masterpiece)1.2, peace sign, (low, blurry)0.909091",
        r"(masterpiece)1.2, peace sign, ereshkigal \(fate\)",
        "(masterpiece)1.2, (waving his hands)1.21, (low, blurry)0.909091",
        r"(masterpiece)1.2, (waving his hands)1.21, ereshkigal \(fate\)",
    ]
    assert negatives(made)[0] == "(bad hands)1.3, extra digits"
    assert {note.kind for note in made.notes} == {"hushed"}
    assert {note.kind for note in plan(axes={"phrase": "the (fate)"}).notes} == {"emphasis"}


def test_the_dialect_of_a_plan_decides() -> None:
    axes = {"phrase": ["ereshkigal (fate)", "word++ (two words)1.3"]}
    assert said(plan(axes=axes, dialect="plain")) == [
        r"a photo of ereshkigal \(fate\)",
        "a photo of word+\u00a0+\u00a0 \\(two words\\)1.3",
    ]
    assert said(plan(axes={"phrase": ["word++ (two words)1.3"]}, dialect="compel")) == [
        "a photo of (word)1.21 (two words)1.3"
    ]
    nested = {"phrase": ["((a b:1.2))"]}
    assert said(plan(axes=nested, dialect="comfyui")) == ["a photo of (a b)1.2"]
    assert said(plan(axes=nested, dialect="a1111")) == ["a photo of (a b)1.32"]
    assert plan().dialect == "auto" and "dialect" not in json.loads(plan().to_json())
    again = load_plan(json.loads(plan(dialect="comfyui").to_json()), WORDS)
    assert again.dialect == "comfyui"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"axes": {"phrase": ["a AND b"]}}, r"axes\.phrase\[0\]: .*'AND'"),
        ({"axes": {"negative": "a BREAK b"}}, r"axes\.negative\[0\]: .*'BREAK'.*comma"),
        ({"axes": {"light": "[a:b:0.5] c"}}, r"axes\.light\[0\]: .*changes while"),
        (
            {"axes": {"subject": {"text": "<lora:x:0.7> a woman"}}},
            r"axes\.subject\[0\]: .*LoRA.*axis lora of a plan",
        ),
        ({"template": "{gesture} [cat|dog]"}, "template: .*changes while"),
        ({"template": "{gesture}, " + "(" * 1900}, "template: .*more than 50 brackets"),
        ({"axes": {"phrase": ["(a:9) b"]}}, "from 0 to 2"),
        ({"dialect": "invoke"}, "dialect"),
        ({"axes": {"phrase": "(" * 100_000}}, "100,000 characters"),
        ({"axes": {"phrase": "()" * 900}}, "holds brackets and no words"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(keys: dict[str, object], says: str) -> None:
    with pytest.raises(PlanError, match=says) as caught:
        plan(**keys)
    assert len(str(caught.value)) < 1000


def test_an_error_in_a_file_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(
        "gestures: [peace]\naxes:\n  phrase:\n    - plain\n    - waving AND smiling\n", "utf-8"
    )
    with pytest.raises(PlanError, match=r"plan bad\.yaml: line 5: axes\.phrase\[1\]: "):
        load_plan(file, WORDS)
    file.write_text("gestures: [peace]\ntemplate: '{gesture} [a|b]'\n", "utf-8")
    with pytest.raises(PlanError, match=r"plan bad\.yaml: line 2: template: "):
        load_plan(file, WORDS)
    with pytest.raises(UnknownName, match="plan: line 2: gestures"):
        load_plan("name: x\ngestures: [peece]\n", WORDS)


def test_a_file_of_phrases(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "phrases.txt").write_bytes(
        "\ufeffwaving his hands\r\n\r\n# a comment\r\n(open:1.2) palm\r\n"
        "waving his hands\r\n比耶\r\n".encode()
    )
    made = filed(tmp_path, axes={"phrase": ["plain", {"file": "words/phrases.txt"}]})
    assert made.axes["phrase"] == ("plain", "waving his hands", "(open:1.2) palm", "比耶")
    assert said(made)[2] == "a photo of (open)1.2 palm"
    (tmp_path / "latin.txt").write_bytes("caf\xe9 au lait\n".encode("cp1252"))
    for axis in ("negative", "subject", "style", "light"):
        assert filed(tmp_path, axes={axis: {"file": "latin.txt"}}).axes[axis] == ("café au lait",)
    own = filed(tmp_path, template="{gesture}, {lens}", axes={"lens": {"file": "latin.txt"}})
    assert said(own) == ["peace sign, café au lait"]


@pytest.mark.parametrize(
    ("content", "value", "says"),
    [
        (
            b"a b\nx AND y\n",
            {"file": "w.txt"},
            r"line \d+: axes\.phrase\[0\]: w\.txt: line 2: .*'AND'",
        ),
        (b"# nothing\n\n", {"file": "w.txt"}, "holds no words"),
        (b"a b\n" + b"x" * 3000, {"file": "w.txt"}, "line 2: .*at most 2,000"),
        (b"\x81\x8d", {"file": "w.txt"}, "neither UTF-8 nor code page 1252"),
        (
            "a \u202e b\n".encode(),
            {"file": "w.txt"},
            r"line 1: holds the invisible character U\+202E",
        ),
        (b"x y\n" * 300_000, {"file": "w.txt"}, "at most 1,000,000"),
        (b"".join(b"x %d\n" % n for n in range(5001)), {"file": "w.txt"}, "at most 5,000"),
        (b"a", {"file": "../w.txt"}, "outside the plan's folder"),
        (b"a", {"file": "/etc/passwd"}, "outside the plan's folder"),
        (b"a", {"file": "~/w.txt"}, "outside the plan's folder"),
        (b"a", {"file": "none.txt"}, "cannot be read"),
        (b"a", {"file": "."}, "a folder"),
        (b"a", {"file": 3}, "expected the name of a file"),
        (b"a", {"file": "w.txt", "nmes": []}, r"expected \{file: NAME\}"),
        (b"a", {"file": "w.txt", "names": ["a"]}, "only styles have names"),
    ],
)
def test_bad_files_of_words(tmp_path: Path, content: bytes, value: object, says: str) -> None:
    (tmp_path / "w.txt").write_bytes(content)
    with pytest.raises(PlanError, match=says) as caught:
        filed(tmp_path, axes={"phrase": [value]})
    assert "mine.yaml" in str(caught.value)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret words", "utf-8")
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "w.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(PlanError, match="outside the plan's folder"):
        filed(tmp_path / "plans", axes={"phrase": {"file": "w.txt"}})


def test_a_plan_that_is_no_file_names_none_unless_told_where(tmp_path: Path) -> None:
    (tmp_path / "w.txt").write_text("waving his hands", "utf-8")
    document = {"gestures": ["peace"], "axes": {"phrase": {"file": "w.txt"}}}
    with pytest.raises(PlanError, match="no file itself"):
        load_plan(document, WORDS)
    with pytest.raises(PlanError, match="no file itself"):
        load_plan(yaml.safe_dump(document), WORDS)
    assert load_plan(document, WORDS, folder=tmp_path).axes["phrase"] == ("waving his hands",)


STYLES = (
    "\ufeffname,prompt,negative_prompt\r\n"
    'Cinematic,"cinematic still, {prompt}, (film grain:1.2)","cartoon, ""drawing"""\r\n'
    'Plain,"sharp,\r\nclean",\r\n'
    "--- divider ---,,\r\n"
    "Hush,,(blurry:1.3)\r\n"
)


def test_styles_go_around_the_prompt_or_after_it(tmp_path: Path) -> None:
    (tmp_path / "styles.csv").write_bytes(STYLES.encode())
    made = filed(
        tmp_path,
        axes={"style": ["", {"file": "styles.csv"}, "oil"], "negative": "ugly, bad"},
    )
    assert made.axes["style"] == ("none", '"Cinematic"', '"Plain"', '"Hush"', "oil")
    assert said(made) == [
        "a photo of peace sign",
        "cinematic still, a photo of peace sign, (film grain)1.2",
        "a photo of peace sign, sharp, clean",
        "a photo of peace sign",
        f"a photo of peace sign, {WORDS.scene_word('style', 'oil').text}",
    ]
    assert negatives(made) == [
        "ugly, bad",
        r"ugly, bad, cartoon, \"drawing\"",
        "ugly, bad",
        "ugly, bad, (blurry)1.3",
        "ugly, bad",
    ]
    some = filed(
        tmp_path,
        template="{gesture}",
        axes={"style": {"file": "styles.csv", "names": ["Plain"]}},
    )
    assert said(some) == ["peace sign, sharp, clean"]
    assert filed(tmp_path, axes={"negative": {"file": "styles.csv"}}).axes["negative"] == (
        'cartoon, "drawing"',
        "(blurry:1.3)",
    )
    assert filed(tmp_path, axes={"light": {"file": "styles.csv"}}).axes["light"] == (
        "cinematic still, (film grain:1.2)",
        "sharp, clean",
    )


def test_styles_in_code_page_1252_are_read(tmp_path: Path) -> None:
    text = 'name,prompt,negative_prompt\r\nCaf\xe9,"{prompt}, au lait \u2013 \u201chot\u201d",\r\n'
    (tmp_path / "styles.csv").write_bytes(text.encode("cp1252"))
    made = filed(tmp_path, axes={"style": {"file": "styles.csv"}})
    assert made.axes["style"] == ("Café",)
    assert said(made) == ["a photo of peace sign, au lait – “hot”"]


@pytest.mark.parametrize("name", ["words.txt", "styles.csv", "wildcards/long.txt"])
def test_a_file_s_line_of_100_000_characters_is_refused(tmp_path: Path, name: str) -> None:
    head = "name,prompt\nlong," if name == "styles.csv" else ""
    (tmp_path / "wildcards").mkdir()
    (tmp_path / name).write_text(f"{head}{'x ' * 50_000}\n")
    value = {"text": "a __long__"} if "wildcards" in name else {"file": name}
    with pytest.raises(PlanError) as caught:
        filed(tmp_path, axes={"style": value})
    assert "mine.yaml" in str(caught.value) and len(str(caught.value)) < 500
    assert "characters" in str(caught.value)


def test_a_style_weights_the_prompt_inside_it() -> None:
    style = {"name": "strong", "prompt": "(art of {prompt}:1.2), x"}
    made = plan(axes={"style": {"style": style}, "weight": [1.5]})
    assert said(made) == ["(art of a photo of)1.2 (peace sign)1.8, x"]


def test_a_style_of_brackets_alone_adds_nothing() -> None:
    made = plan(axes={"style": {"style": {"name": "none of it", "prompt": "()", "negative": "[]"}}})
    assert (said(made), negatives(made)) == (["a photo of peace sign"], [""])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,prompt\na,{prompt} x {prompt}\n", r"styles\.csv: row 2 \(line 2\): .*2 times"),
        ('name,prompt\nok,x\nb,"a AND b"\n', r"row 3 \(line 3\): .*'AND'"),
        ('name,prompt\na,"open\n', "is not CSV"),
        ("name,words\na,b\n", "expected name, prompt, negative_prompt"),
        ("", "has the columns nothing"),
        ("name,prompt\na,b,c\n", "has 3 columns"),
        ("name,prompt\n,b\n", "has no name"),
        ("name,prompt\na,b\na,c\n", "'a' is given twice"),
        ("name,prompt\n", "holds no style"),
        ("name,prompt\na,{x|y}\n", "holds wildcards"),
    ],
)
def test_bad_styles(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "styles.csv").write_text(content, "utf-8")
    with pytest.raises(PlanError, match=says):
        filed(tmp_path, axes={"style": {"file": "styles.csv"}})


def test_unknown_and_misplaced_styles(tmp_path: Path) -> None:
    (tmp_path / "styles.csv").write_bytes(STYLES.encode())
    with pytest.raises(UnknownName, match="Did you mean 'Cinematic'"):
        filed(tmp_path, axes={"style": {"file": "styles.csv", "names": ["Cinematik"]}})
    with pytest.raises(PlanError, match="on the axis 'style' alone"):
        plan(axes={"light": {"style": {"name": "x", "prompt": "y z"}}})
    with pytest.raises(PlanError, match=r"expected \{style: "):
        plan(axes={"style": {"style": {"nme": "x"}}})
    with pytest.raises(PlanError, match="changes nothing"):
        filed(tmp_path, template="{gesture}", axes={"style": ["oil", {"file": "styles.csv"}]})


def wildcards(folder: Path) -> None:
    (folder / "wildcards" / "hands").mkdir(parents=True)
    (folder / "wildcards" / "hands" / "pose.txt").write_text("open palm\nfist\n# no\n\n", "utf-8")
    (folder / "wildcards" / "colour.yaml").write_text(
        "colour:\n  warm: [red, {text: orange, weight: 2}]\n  cold: ['3::blue']\n"
        "mix:\n  - a __colour/warm__ one\n",
        "utf-8",
    )


def test_wildcards_on_an_axis_become_values(tmp_path: Path) -> None:
    wildcards(tmp_path)
    made = filed(
        tmp_path,
        axes={"phrase": ["plain", "__hands/pose__"], "subject": ["{a man|a woman} in __mix__"]},
    )
    assert made.axes["phrase"] == ("plain", "open palm", '"fist"')
    assert made.axes["subject"] == (
        "a man in a red one",
        "a man in a orange one",
        "a woman in a red one",
        "a woman in a orange one",
    )
    assert filed(tmp_path, axes={"light": "__colour/*__"}).axes["light"] == (
        '"red"',
        '"orange"',
        '"blue"',
    )


def test_wildcards_in_the_template_become_axes_that_yields_and_effects_know(
    tmp_path: Path,
) -> None:
    wildcards(tmp_path)
    made = filed(
        tmp_path,
        template="{gesture}, {red|blue} light, __hands/pose__ __hands/pose__, {{x}}, "
        "{2$$ and $$a|b}",
    )
    assert made.template == (
        "{gesture}, {wildcard_1} light, {hands_pose} {hands_pose_2}, {{x}}, {wildcard_2}"
    )
    assert made.axes["wildcard_1"] == ("red", "blue")
    assert made.axes["hands_pose"] == made.axes["hands_pose_2"] == ("open palm", "fist")
    assert made.axes["wildcard_2"] == ("a and b", "b and a")
    assert said(made)[0] == "peace sign, red light, open palm open palm, {x}, a and b"
    cells = [
        judged("pass" if value == "blue" else "fail", seed=seed, wildcard_1=value)
        for value in made.axes["wildcard_1"]
        for seed in range(8)
    ]
    assert [row.k for row in yields(cells, ["wildcard_1"])] == [0, 8]
    [effect] = effects(cells, "wildcard_1")
    assert (effect.reference, effect.value) == ("red", "blue")


def test_weights_and_wildcards_together() -> None:
    made = plan(template="({red|blue} hat:1.2), {gesture}")
    assert said(made) == ["(red hat)1.2, peace sign", "(blue hat)1.2, peace sign"]


def test_drawn_wildcards_are_keyed(tmp_path: Path) -> None:
    wildcards(tmp_path)
    text = "{1|2|3|4|5|6|7|8|9} __hands/pose__ of {a|b|c}"
    drawn = filed(tmp_path, axes={"subject": [text], "light": ["x {a|b|c|d}"]}, wildcard_draws=6)
    alone = filed(tmp_path, axes={"subject": [text]}, wildcard_draws={"count": 6})
    more = filed(tmp_path, axes={"subject": [text]}, wildcard_draws=12)
    other = filed(tmp_path, axes={"subject": [text]}, wildcard_draws={"count": 6, "seed": 1})
    assert (
        drawn.axes["subject"]
        == alone.axes["subject"]
        == more.axes["subject"][: len(alone.axes["subject"])]
    )
    assert other.axes["subject"] != alone.axes["subject"] and 1 < len(alone.axes["subject"]) <= 6


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"axes": {"phrase": ["__hands/poze__ x"]}}, "no wildcard 'hands/poze'.*Did you mean"),
        ({"axes": {"phrase": ["__loop__"]}}, "calls itself: loop → loop"),
        ({"axes": {"phrase": ["__ring/a__"]}}, "ring/a → ring/b → ring/a"),
        ({"axes": {"phrase": ["__ring/*__"]}}, "ring/b → ring/a → ring/b"),
        ({"axes": {"phrase": ["{a|b"]}}, "never closed"),
        ({"axes": {"phrase": ["{1|2|3|4|5|6}" * 6]}}, "more than 2,000 texts.*wildcard_draws"),
        ({"axes": {"phrase": ["{10$$" + "a|" * 10 + "a}"]}}, "in all combinations"),
        ({"template": "{gesture} {a|{view}}"}, r"holds the slot '\{view\}'"),
        ({"template": "{gesture} ${x=a}"}, "variable"),
        ({"wildcards": "nowhere"}, "is no folder"),
        ({"wildcards": "../x"}, "outside the plan's folder"),
        ({"wildcard_draws": 0}, "wildcard_draws"),
        ({"wildcard_draws": {"count": 3, "sed": 1}}, "wildcard_draws"),
    ],
)
def test_bad_wildcards(tmp_path: Path, keys: dict[str, object], says: str) -> None:
    wildcards(tmp_path)
    folder = tmp_path / "wildcards"
    (folder / "loop.txt").write_text("x __loop__\n", "utf-8")
    (folder / "ring").mkdir()
    (folder / "ring" / "a.txt").write_text("__ring/b__\n", "utf-8")
    (folder / "ring" / "b.txt").write_text("{x|__ring/a__}\n", "utf-8")
    with pytest.raises(GestureError, match=says) as caught:
        filed(tmp_path, **keys)
    assert "mine.yaml" in str(caught.value) and len(str(caught.value)) < 1000


def test_no_folder_of_wildcards_is_said() -> None:
    with pytest.raises(PlanError, match=r"axes\.phrase\[0\]: There is no folder of wildcards"):
        plan(axes={"phrase": "__hands/pose__"})
