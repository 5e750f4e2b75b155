"""`gesture expand` and `gesture sweep`: shapes, counts, resume, and every bad plan."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from toolkit import Store, load_vocabulary
from toolkit.cli import app


def _plan(folder: Path, **changes: Any) -> str:
    document: dict[str, Any] = {
        "name": "small",
        "gestures": ["fist", "palm"],
        "axes": {"phrase": ["plain", "explicit"]},
        "seeds": 2,
    }
    file = folder / "small.yaml"
    file.write_text(yaml.safe_dump(document | changes), "utf-8")
    return str(file)


def _run(*words: str) -> Any:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_expand_has_the_promised_shape_and_keeps_to_its_limit(tmp_path: Path) -> None:
    negative = load_vocabulary().scene("negative")[-1].id
    plan = _plan(tmp_path, axes={"phrase": ["plain"], "weight": [0.6], "negative": [negative]})
    listed = _run("expand", plan, "--limit", "3")
    assert len(listed) == 3
    for entry in listed:
        assert set(entry) == {"cell", "prompt", "negative", "seed", "model"}
    assert "(raised fist)0.6" in listed[0]["prompt"]
    assert listed[0]["negative"]
    assert listed[0]["cell"] == listed[1]["cell"] != listed[2]["cell"]
    assert listed[0]["seed"] == listed[2]["seed"] != listed[1]["seed"]
    assert len(_run("expand", plan)) == 4


def test_expand_s_limit_counts_prompts(tmp_path: Path) -> None:
    plan = _plan(tmp_path, axes={"phrase": ["plain", "explicit"]}, seeds=1_000_000)
    for limit, lines in (("1", 1), ("3", 3), ("99999999999999999999", 4)):
        result = CliRunner().invoke(app, ["expand", plan, "--limit", limit])
        assert result.exit_code == 0, result.stderr
        assert len(set(result.stdout.splitlines())) == lines


def test_a_dry_run_counts_what_is_not_on_this_machine_and_shows_the_prompts(home: Path) -> None:
    dry = _run("sweep", "blake", "--dry-run")
    assert dry["absent"] == ["stabilityai/stable-diffusion-2-base"]
    assert (dry["asked"], dry["there"], len(dry["prompts"])) == (64, None, 4)
    assert dry["prompts"][0] == {
        "prompt": "studio medium portrait of a man waving his hands",
        "negative": "",
        "clip_tokens": 9,
    }
    said = CliRunner().invoke(app, ["sweep", "blake", "--dry-run"])
    assert said.exit_code == 0
    assert "stable-diffusion-2-base is not here" in said.stderr
    assert "  negative: disfigured, deformed hands" in said.stdout
    drawn = CliRunner().invoke(app, ["sweep", "blake"])
    assert drawn.exit_code != 0
    assert "the hub cannot be reached" in drawn.stderr


def test_a_dry_run_says_what_is_longer_than_clip_reads(tmp_path: Path, home: Path) -> None:
    plan = _plan(tmp_path, axes={"phrase": ["two hands " * 40]}, model="thumbelina")
    said = CliRunner().invoke(app, ["sweep", plan, "--dry-run"]).stdout
    assert "83 CLIP tokens; 75 are read at once" in said
    # Both gestures say the same: one picture a seed serves both cells.
    assert "2 serve another cell too" in said
    assert "0 are there, 2 to draw" in said


def test_a_limit_beyond_all_numbers_is_no_trouble(tmp_path: Path, home: Path) -> None:
    dry = _run("sweep", _plan(tmp_path), "--dry-run", "--limit", "99999999999999999999")
    assert dry["requested"] == 8


def test_a_missing_file_is_never_a_sample(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["sweep", "weights.yaml", "--dry-run"], ["expand", "./weights", "--count"]):
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 2
        assert "no plan file" in result.stderr
        assert "'weights'" in result.stderr


def test_expand_says_gestures_in_every_wording_and_dialect(tmp_path: Path) -> None:
    fist = load_vocabulary().gesture("fist")
    said = [entry["prompt"] for entry in _run("expand", "fist")]
    assert len(said) == len(fist.phrases)
    assert all(phrase in prompt for phrase, prompt in zip(fist.phrases, said, strict=True))
    weighted = _plan(tmp_path, axes={"weight": [0.6]})
    a1111 = CliRunner().invoke(app, ["expand", weighted, "--dialect", "a1111"]).stdout
    assert "(raised fist:0.6)" in a1111
    plain = CliRunner().invoke(app, ["expand", weighted, "--dialect", "plain"]).stdout
    assert "0.6" not in plain
    assert len(plain.splitlines()) == 2


def test_a_huge_plan_is_counted_and_refused_but_never_walked(tmp_path: Path, home: Path) -> None:
    huge = _plan(
        tmp_path,
        axes={"weight": [round(0.001 * n, 3) for n in range(1, 1001)], "phrase": "all"},
        seeds=1_000_000,
    )
    count = _run("expand", huge, "--count")["count"]
    assert count >= 10**9
    for words in (["expand", huge], ["sweep", huge]):
        refused = CliRunner().invoke(app, words)
        assert refused.exit_code == 2
        assert f"{count:,}" in refused.stderr
        assert "--limit" in refused.stderr
    assert len(_run("expand", huge, "--limit", "2")) == 2
    dry = _run("sweep", huge, "--dry-run")
    assert (dry["asked"], dry["there"]) == (count, None)


@pytest.mark.slow
def test_sweep_draws_once_then_reuses_and_says_so(
    tmp_path: Path, home: Path, tiny_model: str
) -> None:
    plan = _plan(tmp_path, model=tiny_model)
    dry = _run("sweep", plan, "--dry-run")
    assert (dry["asked"], dry["there"], dry["seconds"]) == (8, 0, None)
    first = _run("sweep", plan)
    assert set(first) == {"run", "requested", "made", "reused", "failed", "seconds"}
    assert (first["requested"], first["made"], first["reused"], first["failed"]) == (8, 8, 0, 0)
    again = _run("sweep", plan)
    assert (again["run"], again["made"], again["reused"]) == (first["run"], 0, 8)
    fresh = _run("sweep", plan, "--new-run")
    assert fresh["run"] != first["run"]
    assert fresh["reused"] == 8
    after = _run("sweep", plan, "--dry-run")
    assert (after["there"], after["seconds"], after["measured"]) == (8, 0.0, True)


@pytest.mark.slow
def test_home_is_taken_from_the_option_of_the_command_or_of_gesture(
    tmp_path: Path, home: Path, tiny_model: str
) -> None:
    plan = _plan(tmp_path, model=tiny_model, gestures=["fist"], seeds=1)
    _run("sweep", plan, "--home", str(tmp_path / "a"))
    _run("--home", str(tmp_path / "b"), "sweep", plan)
    for name in ("a", "b"):
        with Store.open(tmp_path / name) as store:
            assert store.run("latest").made == 2
    assert not home.exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"gestures": ["fsit"]}, "fist"),
        ({"gestures": []}, "gesture"),
        ({"axes": {"colour": ["red"]}}, "colour"),
        ({"nonsense": 1}, "nonsense"),
        ({"axes": {"weight": ["heavy"]}}, "heavy"),
        ({"axes": {"weight": [-1]}}, "-1"),
        ({"axes": {"weight": [float("nan")]}}, "nan"),
        ({"axes": {"weight": [2.5]}}, "2.5"),
        ({"seeds": 0}, "seed"),
        ({"template": "no slot at all"}, "gesture"),
        ({"model": "no-such-model"}, "no-such-model"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_plan_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, home: Path, changes: dict[str, Any], says: str
) -> None:
    result = CliRunner().invoke(app, ["sweep", _plan(tmp_path, **changes)])
    assert result.exit_code in (1, 2)
    assert result.exit_code == 2 or "model" in changes
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""
    with Store.open() as store:
        assert store.runs() == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gestures: [unclosed",
        "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a]\ngestures: [*b, *b, *b]\n",
        "- just\n- a list\n",
        "\x00\x01\x02",
    ],
    ids=["empty", "corrupt", "bomb", "list", "binary"],
)
def test_a_plan_that_is_no_plan_names_its_file(tmp_path: Path, home: Path, text: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(text, "utf-8")
    result = CliRunner().invoke(app, ["sweep", str(file)])
    assert result.exit_code == 2
    assert "broken.yaml" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_unknown_plan_names_the_samples(home: Path) -> None:
    result = CliRunner().invoke(app, ["sweep", "no-such-plan"])
    assert result.exit_code == 2
    assert "demo" in result.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(
    tmp_path: Path, home: Path, tiny_model: str
) -> None:
    plan = _plan(tmp_path, model=tiny_model, seeds=500)
    ended = threading.Event()

    def press_ctrl_c() -> None:
        while not ended.wait(0.02):
            if len(list(home.glob("images/??/*.png"))) >= 5:
                signal.raise_signal(signal.SIGINT)
                return

    finger = threading.Thread(target=press_ctrl_c, daemon=True)
    finger.start()
    try:
        result = CliRunner().invoke(app, ["sweep", plan])
    finally:
        ended.set()
        finger.join()
    assert result.exit_code == 130, result.output
    assert f"gesture sweep {plan}" in result.stderr
    assert "Traceback" not in result.output
    with Store.open() as store:
        run = store.run("latest")
    said = re.search(r"Stopped: (\d+) of (\d+) pictures are kept", result.stderr)
    assert said is not None
    assert 0 < int(said[1]) <= run.made < run.requested == int(said[2])
