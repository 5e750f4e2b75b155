"""Picture files of strangers, each looked at in a process that may die of it."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.judging_samples import errors_kept, opened_form_judge, opened_judge, picture
from tests.worker_lookers import SEEN, opened, opened_for_reading
from toolkit.decoding.worker_pool import Lost
from toolkit.errors import JudgeError, UnknownName
from toolkit.judging.finding.model_file import model_file
from toolkit.judging.looking import file_workers as module
from toolkit.judging.looking.file_workers import (
    look_in_workers,
    looks_of,
    opened_reader,
    read_in_worker,
)
from toolkit.judging.looking.files import look_at_files
from toolkit.judging.looking.lost_answers import lost_answer
from toolkit.vocabulary import load_vocabulary

DAMAGED = {
    "png": {},
    "jpg": {"quality": 90},
    "gif": {"save_all": True, "append_images": [Image.new("RGB", (96, 96), "red")]},
    "webp": {},
    "avif": {},
    "tif": {"compression": "tiff_lzw"},
}


@pytest.mark.slow
def test_a_death_and_a_hang_cost_one_verdict_each_whatever_the_number_of_workers() -> None:
    files = [Path(name) for name in ("a", "die", "b", "hang", "c")]
    for workers in (1, 2):
        looks = list(looks_of(files, opened, expect="palm", workers=workers, limit_s=1.5))
        assert [look.file for look in looks] == [file.name for file in files]
        assert {look.expected for look in looks} == {"palm"}
        assert [look.answer for look in looks] == [
            SEEN,
            lost_answer(Lost(why="crashed", code=-6), 1.5),
            SEEN,
            lost_answer(Lost(why="timed_out"), 1.5),
            SEEN,
        ]
        assert {look.form for look in looks} == {None}, "nobody asked"
    (lost,) = looks_of([Path("die")], opened, form=True)
    assert lost.form == lost.answer == lost_answer(Lost(why="crashed", code=-6), 1.5)


def test_what_an_earlier_picture_broke_is_not_the_next_one_s_fault() -> None:
    looks = list(looks_of([Path("poison"), Path("a"), Path("b")], opened))
    assert [look.answer for look in looks] == [SEEN, SEEN, SEEN]


def test_no_files_start_no_process() -> None:
    assert list(looks_of([], opened)) == []


def test_an_unknown_gesture_and_a_missing_model_are_said_before_a_process_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnknownName):
        look_in_workers([tmp_path / "any.png"], load_vocabulary(), expect="plam")
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "none.task"))
    with pytest.raises(JudgeError):
        look_in_workers([tmp_path / "any.png"], load_vocabulary(), fetch=False)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Pictures of every kind that has ended the process once, and good ones among them."""
    folder = tmp_path_factory.mktemp("hostile")
    sizes = [(100, 1), (300, 1), (1, 128), (5000, 1), (32766, 100), (1000, 8), (1, 40000)]
    files = {f"thin{width}x{height}.png": (width, height) for width, height in sizes}
    files |= {"wide.png": (20000, 100), "dot.png": (1, 1), "black.png": (300, 200)}
    for name, size in files.items():
        Image.new("RGB", size).save(folder / name)
    hand = Image.fromarray(picture("peace"))
    hand.save(folder / "good.png")
    hand.convert("CMYK").save(folder / "cmyk.jpg")
    clear = hand.convert("RGBA")
    clear.putalpha(Image.new("L", hand.size, 254))
    clear.save(folder / "clear.png")
    hand.resize((5200, 5200)).save(folder / "large.jpg")
    hand.save(folder / "moving.gif", save_all=True, append_images=[Image.new("RGB", hand.size)])
    exif = hand.getexif()
    exif[0x0112] = 6
    hand.transpose(Image.Transpose.ROTATE_90).save(folder / "turned.png", exif=exif)
    grey = np.asarray(hand.convert("L")).astype(np.uint16) * 257
    Image.fromarray(grey).save(folder / "deep.png")
    (folder / "empty.png").write_bytes(b"")
    (folder / "text.jpg").write_text("no picture")
    return sorted(folder.iterdir())


@pytest.mark.slow
def test_one_file_is_read_elsewhere_as_it_is_here(hostile: list[Path]) -> None:
    by_name = {file.name: file for file in hostile}
    read = read_in_worker(by_name["good.png"], load_vocabulary())
    here = opened_judge().read(picture("peace"), pairs=False)
    assert read.hand is not None and here.hand is not None
    assert (read.hand.points_px == here.hand.points_px).all() and read.matches == here.matches


def test_a_file_that_is_no_picture_is_said_by_its_reader(hostile: list[Path]) -> None:
    (empty,) = [file for file in hostile if file.name == "empty.png"]
    said = pytest.raises(JudgeError, match=r"empty\.png cannot be read as a picture")
    with errors_kept(), opened_reader(load_vocabulary(), model_file()) as read, said:
        read(empty)


def test_a_reader_that_is_lost_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "opened_reader", opened_for_reading)
    with pytest.raises(JudgeError, match="'die' cannot be looked at: its reader broke down"):
        read_in_worker(Path("die"), load_vocabulary())
    with pytest.raises(JudgeError, match="'hang' cannot be looked at: it took too long"):
        read_in_worker(Path("hang"), load_vocabulary(), limit_s=0.5)


@pytest.mark.slow
def test_every_bad_picture_is_a_sentence_or_a_verdict(hostile: list[Path]) -> None:
    looks = list(look_in_workers(hostile, load_vocabulary(), expect="peace"))
    came_out = {Path(look.file).name: (look.answer.outcome, look.answer.reason) for look in looks}
    unread = {name for name in came_out if name.startswith(("thin", "wide", "empty", "text"))}
    shown = {"good.png", "cmyk.jpg", "clear.png", "large.jpg", "moving.gif", "turned.png"}
    assert {name: came_out[name] for name in shown} == dict.fromkeys(shown, ("pass", "match"))
    assert {came_out[name] for name in unread} == {("unjudged", "unreadable")}
    assert {came_out[name] for name in ("dot.png", "black.png")} == {("fail", "no_hand")}
    assert came_out["deep.png"] in (("pass", "match"), ("fail", "no_hand"))
    assert len(came_out) == len(unread) + len(shown) + 3 == 19
    assert [Path(look.file).name for look in looks if look.animated] == ["moving.gif"]
    # The same as one process says, in which nothing here is left to end it.
    here = look_at_files(hostile, opened_judge(), opened_form_judge(), expect="peace")
    assert looks == list(here)
    assert {look.form.reason for look in looks if look.form and not look.hands} == {
        *("unreadable", "no_hand")
    }
    assert all(hand.form is not None for look in looks for hand in look.hands)


def damaged(kind: str, rng: random.Random) -> bytes:
    """A valid file with some bytes changed, now and then cut short."""
    buffer = io.BytesIO()
    formats = {"jpg": "JPEG", "tif": "TIFF"}
    shown = Image.fromarray(picture("peace")).resize((96, 96))
    shown.save(buffer, formats.get(kind, kind.upper()), **DAMAGED[kind])
    content = bytearray(buffer.getvalue())
    for _ in range(rng.choice([1, 2, 5, 20])):
        # Headers are where sizes stand.
        reach = rng.choice([64, 400, len(content)])
        content[rng.randrange(min(reach, len(content)))] = rng.randrange(256)
    return bytes(content[: rng.randrange(len(content))] if rng.random() < 0.1 else content)


@pytest.mark.slow
def test_damaged_files_end_nothing(tmp_path: Path) -> None:
    rng = random.Random(17)
    files: list[Path] = []
    for number in range(300):
        kind = list(DAMAGED)[number % len(DAMAGED)]
        files.append(tmp_path / f"{number}.{kind}")
        files[-1].write_bytes(damaged(kind, rng))
    here = load_vocabulary()
    looks = list(look_in_workers(files, here, form=False, limit_s=30))
    assert [look.file for look in looks] == [str(file) for file in files]
    reasons = {look.answer.reason for look in looks}
    assert {"unreadable", "nothing_expected"} <= reasons
    assert reasons <= {"unreadable", "nothing_expected", "no_hand", "crashed", "timed_out"}
