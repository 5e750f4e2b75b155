"""`gesture mend`: the hands of picture files drawn once more, all else untouched."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.running.local import run_sweep
from toolkit.store.picture_plan import plan_around
from toolkit.store.recipe import read_recipe
from toolkit.store.store import Store
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A palm that Thumbelina drew, with its recipe in it."""
    home = tmp_path_factory.mktemp("home")
    document = {"name": "one", "gestures": ["palm"], "model": "thumbelina-mid", "seeds": [2]}
    with Store.open(home) as store:
        report = run_sweep(load_plan(document, load_vocabulary()), store)
        ((_, request),) = store.run_requests(report.run)
        return store.image_path(request.hash)


def mend(*arguments: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, ["mend", *arguments, "--json"], catch_exceptions=False)
    return json.loads(done.stdout)


def test_a_picture_of_ours_is_mended_by_its_own_words(drawn: Path, tmp_path: Path) -> None:
    before = drawn.read_bytes()
    (made,) = mend(str(drawn), "--all", "--passes", "2", "--out", str(tmp_path))
    assert (made["hands"], made["reason"]) == (2, "")
    file = Path(str(made["file"]))
    assert file.name == f"{drawn.stem}-mended.png"
    request, original = read_recipe(file), read_recipe(drawn)
    assert (request.prompt, request.seed, request.model) == (
        original.prompt,
        original.seed,
        original.model,
    )
    assert request.mend is not None and request.mend.number == 2
    assert drawn.read_bytes() == before
    assert not np.array_equal(np.asarray(Image.open(file)), np.asarray(Image.open(drawn)))
    plan = plan_around(file, load_vocabulary().gestures)
    assert plan.document["axes"] == {"phrase": [1], "mend": ["inpaint 0.5 all x2"]}
    (again,) = mend(str(drawn), "--all", "--out", str(tmp_path))
    assert Path(str(again["file"])).name == f"{drawn.stem}-mended-2.png"


def test_a_large_photograph_changes_at_its_hand_alone(drawn: Path, tmp_path: Path) -> None:
    ground = Image.new("RGB", (900, 700), (90, 120, 90))
    ground.paste(Image.open(drawn).resize((384, 384)), (420, 200))
    photo = tmp_path / "photo.jpg"
    ground.save(photo, quality=95)
    (made,) = mend(
        str(photo), "--all", "--gesture", "palm", "--model", "thumbelina", "--out", str(tmp_path)
    )
    assert made["hands"] == 1
    pixels, original = np.asarray(Image.open(str(made["file"]))), np.asarray(Image.open(photo))
    assert pixels.shape == (700, 900, 3)
    changed = np.argwhere((pixels != original).any(axis=2))
    (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
    assert left > 330 and top > 110, "the hand's surroundings, and nothing else"
    assert right - left > 150 and bottom - top > 150
    assert read_recipe(Path(str(made["file"]))).prompt.startswith("a photo of")


def test_what_cannot_be_mended_is_said_and_the_rest_goes_on(drawn: Path, tmp_path: Path) -> None:
    empty, broken = tmp_path / "empty.png", tmp_path / "broken.png"
    Image.new("RGB", (200, 200), (40, 90, 60)).save(empty)
    broken.write_bytes(drawn.read_bytes()[:3000])
    missing = tmp_path / "missing.png"
    said = mend(*map(str, (missing, broken, empty, drawn)), "--all", "--out", str(tmp_path / "out"))
    reasons = [str(each["reason"]) for each in said]
    assert "There is no picture" in reasons[0]
    assert reasons[1] and "recipe" not in reasons[1]
    assert "no recipe" in reasons[2] and "--gesture" in reasons[2]
    assert (said[3]["hands"], reasons[3]) == (1, "")
    (nothing,) = mend(str(empty), "--gesture", "palm", "--out", str(tmp_path / "out"))
    assert (nothing["file"], nothing["hands"], nothing["reason"]) == (None, 0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--strength", "2"], "0.05 to 1"),
        (["--passes", "0"], "1 to 4"),
        (["--gesture", "plam"], "palm"),
        (["--gesture", "palm", "--prompt", "a palm"], "both"),
        (["--model", "nobody"], "no model"),
    ],
)
def test_a_bad_option_is_one_sentence(drawn: Path, arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["mend", str(drawn), *arguments])
    assert done.exit_code in (1, 2)
    assert said in done.output and "Traceback" not in done.output
