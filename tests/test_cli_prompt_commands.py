"""`gesture dialect`, `gesture expand` of pasted words and `gesture sweep --from PICTURE`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image as Pictures
from PIL.PngImagePlugin import PngInfo
from typer.testing import CliRunner

from toolkit import load_plan, load_vocabulary
from toolkit.cli import app
from toolkit.store.recipe import write_png


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_dialect_prints_exactly_the_promised_json() -> None:
    text = r"a (peace sign:1.3), ((open)) [dim] \(left\)"
    result = run("dialect", "--from", "a1111", "--to", "compel", text, "--json")
    assert result.exit_code == 0, result.stderr
    made = json.loads(result.stdout)
    assert list(made) == ["text", "fragments", "warnings"]
    assert made["text"] == r"a (peace sign)1.3, (open)1.21 (dim)0.909091 \(left\)"
    assert made["fragments"] == [
        ["a", 1.0],
        ["peace sign", 1.3],
        [",", 1.0],
        ["open", 1.21],
        ["dim", 0.909091],
        ["(left)", 1.0],
    ]
    assert len(made["warnings"]) == 1 and "'[dim]'" in made["warnings"][0]


def test_dialect_prints_the_text_and_warns_aside() -> None:
    result = run("dialect", "--from", "compel", "--to", "comfyui", "(hand)1.3 word+ (x")
    assert result.stdout == "(hand:1.3) (word:1.1) \\(x\n"
    assert result.stderr.startswith("warning: ") and "'(x'" in result.stderr


@pytest.mark.parametrize("source", ["compel", "a1111", "comfyui", "plain"])
@pytest.mark.parametrize("target", ["compel", "a1111", "comfyui", "plain"])
def test_every_dialect_is_a_source_and_a_target(source: str, target: str) -> None:
    given = {"compel": "(hand)1.3, x", "plain": "hand, x"}.get(source, "(hand:1.3), x")
    wanted = {"compel": "(hand)1.3, x", "plain": "hand, x"}.get(target, "(hand:1.3), x")
    result = run("dialect", "--from", source, "--to", target, given)
    assert result.exit_code == 0
    assert result.stdout.strip() == ("hand, x" if source == "plain" else wanted)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["a AND b"], "small letters"),
        (["(" * 20_000], "more than 50 brackets"),
        (["x" * 100_000], "at most 20,000"),
        (["x", "--from", "invoke"], "no dialect 'invoke'"),
        (["x", "--to", "auto"], "no dialect 'auto'"),
        (["a=b+", "--from", "plain", "--to", "a1111"], ""),
        (["(a=b:1.2)", "--from", "a1111"], "equals sign"),
        (["<lora:x:1>"], "the axis lora of a plan"),
    ],
)
def test_what_cannot_be_said_is_one_sentence(words: list[str], says: str) -> None:
    result = run("dialect", *words)
    if not says:
        assert result.exit_code == 0
        return
    assert result.exit_code == 2
    assert says in result.stderr and result.stderr.count("\n") == 1 and result.stdout == ""


def test_expand_says_how_brackets_were_read(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("gestures: [fist]\naxes: {phrase: ereshkigal (fate)}\n", "utf-8")
    result = run("expand", str(file))
    assert result.stdout == "a photo of ereshkigal (fate)1.1\n"
    assert "'(fate)' is read as emphasis" in result.stderr
    ahead = run("sweep", str(file), "--dry-run", "--json", "--home", str(tmp_path / "home"))
    assert "'(fate)'" in json.loads(ahead.stdout)["notes"][0]
    bad = tmp_path / "bad.yaml"
    bad.write_text("gestures: [fist]\naxes:\n  phrase: '[a:b:0.5] x'\n", "utf-8")
    result = run("expand", str(bad))
    assert result.exit_code == 2
    assert "plan bad.yaml: line 3: axes.phrase[0]: The prompt changes" in result.stderr


def our_picture(folder: Path) -> Path:
    plan = load_plan(
        {
            "gestures": ["fist"],
            "axes": {"negative": "(bad:1.2) hands"},
            "seeds": [3],
            "settings": {"steps": 1, "size": 64},
        },
        load_vocabulary(),
    )
    [(_, request)] = plan.requests()
    write_png(Pictures.new("RGB", (8, 8)), request, folder / "ours.png")
    return folder / "ours.png"


def test_a_picture_of_ours_opens_a_plan(tmp_path: Path) -> None:
    picture, home = our_picture(tmp_path), str(tmp_path / "home")
    saved = tmp_path / "saved.yaml"
    shown = run("sweep", "--from", str(picture), "--dry-run", "--save", str(saved), "--home", home)
    assert shown.exit_code == 0, shown.stderr
    assert "gestures:\n- fist" in shown.stdout and "(bad)1.2 hands" in shown.stdout
    made = yaml.safe_load(saved.read_text("utf-8"))
    assert made["template"] == "a photo of {gesture}" and made["seeds"] == [3]
    again = run("sweep", str(saved), "--dry-run", "--json", "--home", home)
    assert json.loads(again.stdout)["asked"] == 1
    twice = run("sweep", "--from", str(picture), "--dry-run", "--save", str(saved))
    assert twice.exit_code == 2 and "is there already" in twice.stderr


def test_a_picture_from_elsewhere_says_that_its_model_is_not_here(tmp_path: Path) -> None:
    notes = PngInfo()
    notes.add_text(
        "parameters",
        "a (raised fist:1.2)\nSteps: 9, Sampler: Euler, CFG scale: 5, Seed: 1, Size: 64x64, "
        "Model: realistic_v5",
    )
    file = tmp_path / "theirs.png"
    Pictures.new("RGB", (64, 64)).save(file, pnginfo=notes)
    result = run("sweep", "--from", str(file), "--dry-run", "--home", str(tmp_path / "home"))
    assert result.exit_code == 0
    assert "template: a ({gesture}:1.2)" in result.stdout
    assert "The picture's model is not here. There is no model 'realistic_v5'" in result.stderr
    as_json = run("sweep", "--from", str(file), "--dry-run", "--json")
    assert json.loads(as_json.stdout)["model_not_here"] == "realistic_v5"
    drawn = run("sweep", "--from", str(file), "--home", str(tmp_path / "home"))
    assert drawn.exit_code == 1 and "realistic_v5" in drawn.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Name a plan, or a picture with --from"),
        (["demo", "--save", "x.yaml"], "go with --from alone"),
        (["demo", "--from", "{picture}"], "both given"),
        (["--from", "{picture}", "--gesture", "fst"], "fist"),
        (["--from", "nowhere.png"], "nowhere.png"),
        (["--from", "{noise}"], "damaged or not a PNG"),
        (["--from", "{bare}"], "no recipe that can be read"),
    ],
)
def test_bad_ways_to_open_a_picture(tmp_path: Path, words: list[str], says: str) -> None:
    (tmp_path / "noise.png").write_bytes(b"\x89PNG\r\n" + b"x" * 100)
    Pictures.new("RGB", (8, 8)).save(tmp_path / "bare.png")
    places = {
        "picture": our_picture(tmp_path),
        "noise": tmp_path / "noise.png",
        "bare": tmp_path / "bare.png",
    }
    result = run("sweep", *(word.format(**places) for word in words), "--dry-run")
    assert result.exit_code in (1, 2) and says in result.stderr
    assert result.stderr.count("\n") == 1 and "Traceback" not in result.stderr
