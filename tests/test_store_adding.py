"""Pictures of strangers become a run: found, checked, placed, counted once, never changed."""

from __future__ import annotations

import io
import json
import os
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.added_pictures import picture, two_services, write, write_with_recipe
from toolkit.errors import BadInput, UnknownName
from toolkit.rating.strengths.pairing import pair_pool
from toolkit.store import Store
from toolkit.store.adding.places import label, read_by
from toolkit.store.adding.report import CODES, AddReport
from toolkit.store.recipe import write_png
from toolkit.sweeps.requests import GenerationRequest
from toolkit.ui.language.refusal_sentences import refusal_sentence
from toolkit.ui.language.texts import TEXTS


@pytest.fixture
def store(home: Path) -> Store:
    return Store.open(home)


def reasons(report: AddReport) -> dict[str, str]:
    return {Path(each.name).name: each.code for each in report.refused}


def test_folders_become_cells_and_pictures_keep_their_bytes(store: Store, tmp_path: Path) -> None:
    folder = two_services(tmp_path / "pics")
    file = write(folder / "new" / "photo.jpg", 7, quality=80)
    report = store.add_pictures(folder, run="service", gesture="peace")
    assert (report.added, report.cells, report.axes) == (9, 2, ("folder",))
    cells = store.cells("service")
    assert [cell.value("folder") for cell in cells] == ["new", "old"]
    assert {cell.gesture for cell in cells} == {"peace"}
    kept = {
        image.file[-4:]: store.image_path(image.request_hash) for image in store.images("latest")
    }
    assert kept[".jpg"].read_bytes() == file.read_bytes()
    assert {image.file for image in store.images("service")} == {
        str(path.relative_to(store.images_folder)) for path in store.images_folder.glob("??/*.*")
    }
    assert [cell.outcome for cell in store.judged_cells("service")] == ["unjudged"] * 9


def test_adding_again_adds_only_what_is_new(store: Store, tmp_path: Path) -> None:
    folder = two_services(tmp_path / "pics")
    first = store.add_pictures(folder, run="service")
    before = store.run_requests("service")
    write(folder / "new" / "more.png", 77)
    again = store.add_pictures(folder, run="service")
    assert (first.added, again.added, again.known, again.run) == (8, 1, 8, first.run)
    assert store.run_requests("service")[:8] == before
    assert len(store.runs()) == 1
    assert [each.seed for _, each in store.run_requests("service")][-1] == -5


def test_a_lost_file_comes_back_when_its_picture_is_added_again(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "a" / "1.png", 1)
    store.add_pictures(file, run="one")
    kept = store.image_path(store.images("one")[0].request_hash)
    kept.unlink()
    assert store.add_pictures(file, run="one").known == 1
    assert kept.read_bytes() == file.read_bytes()


def test_two_files_of_one_content_are_one_picture(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "a" / "1.png", 1)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.png").write_bytes(file.read_bytes())
    report = store.add_pictures([tmp_path / "a", tmp_path / "b", file], run="one")
    assert (report.added, report.twice, len(report.refused)) == (1, 1, 0)


def test_what_cannot_be_added_is_said_and_the_rest_goes_on(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "pics"
    whole = write(folder / "good.png", 1).read_bytes()
    (folder / "empty.png").write_bytes(b"")
    (folder / "text.jpg").write_text("no picture")
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "notes.txt").write_text("beside")
    Image.new("1", (400, 20)).save(folder / "thin.png")
    (folder / "huge.png").write_bytes(huge_png(50_000))
    (folder / "large.png").write_bytes(huge_png(9_000))
    os.mkfifo(folder / "pipe.png")
    report = store.add_pictures(
        [folder, folder / "missing.png", folder / "pipe.png", "a\0b"], run="one"
    )
    assert report.added == 1
    assert reasons(report) == {
        "empty.png": "empty",
        "text.jpg": "no_picture",
        "cut.png": "picture_broken",
        "thin.png": "too_thin",
        "huge.png": "far_too_large",
        "large.png": "too_many_pixels",
        "missing.png": "no_file",
        "pipe.png": "not_regular",
        "a\\x00b": "bad_path",
    }
    assert report.left_alone == 2  # the text, and the pipe in the folder
    for refusal in report.refused:
        assert Path(refusal.name).name.split("\\")[0] in refusal_sentence(refusal, "en")
        assert "{" not in refusal_sentence(refusal, "zh")


def huge_png(side_px: int) -> bytes:
    """A PNG whose head says that each side has so many pixels."""
    whole = bytearray(png(Image.new("L", (8, 8))))
    whole[16:24] = side_px.to_bytes(4, "big") * 2
    whole[29:33] = zlib.crc32(bytes(whole[12:29])).to_bytes(4, "big")
    return bytes(whole)


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_an_unreadable_folder_is_said(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = two_services(tmp_path / "pics")
    listed = os.scandir

    def refusing(path: Path) -> object:
        # Root, who may run the tests, may list every folder.
        if Path(path).name == "old":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr("toolkit.store.adding.sources.os.scandir", refusing)
    report = store.add_pictures(folder, run="one")
    assert (report.added, reasons(report)) == (4, {"old": "folder_unreadable"})
    assert "Permission denied" in refusal_sentence(report.refused[0], "en")


def test_a_run_of_nothing_is_not_begun(store: Store, tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"")
    report = store.add_pictures(tmp_path / "bad.png", run="one")
    assert (report.run, report.added, store.runs()) == ("", 0, [])
    with pytest.raises(BadInput, match="no picture to add"):
        store.add_pictures([], run="one")


@pytest.mark.parametrize(
    ("name", "mode", "how"),
    [
        ("cmyk.jpg", "CMYK", {}),
        ("grey.png", "L", {}),
        ("palette.gif", "P", {}),
        ("alpha.webp", "RGBA", {}),
        ("photo.avif", "RGB", {}),
        ("scan.tif", "CMYK", {}),
        ("old.bmp", "RGB", {}),
    ],
)
def test_every_mode_and_format_can_be_shown_and_judged(
    store: Store, tmp_path: Path, name: str, mode: str, how: dict[str, object]
) -> None:
    file = tmp_path / name
    picture(3, mode).save(file, **how)  # type: ignore[arg-type]
    report = store.add_pictures(file, run="one")
    (image,) = store.images("one")
    kept = store.image_path(image.request_hash)
    shown = store.read_image(image.request_hash)
    assert (shown.mode, shown.size) in (("RGB", (64, 48)), ("L", (64, 48)))
    if name.endswith((".tif", ".bmp")):
        assert (report.converted, kept.suffix) == (1, ".png")
    else:
        assert (report.converted, kept.read_bytes()) == (0, file.read_bytes())
    with Image.open(io.BytesIO(store.blind_png(image.request_hash))) as blind:
        assert blind.format == "PNG" and not blind.info


def test_sixteen_bits_are_scaled_and_not_clipped(store: Store, tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 64 * 48).astype(np.uint16).reshape(48, 64)
    Image.fromarray(ramp).save(tmp_path / "deep.png")
    store.add_pictures(tmp_path / "deep.png", run="one")
    shown = np.asarray(store.read_image(store.images("one")[0].request_hash).convert("L"))
    assert abs(float(shown.mean()) - 127.5) < 2


def test_a_turned_photograph_is_upright_and_an_animated_one_counts_with_its_first(
    store: Store, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    write(tmp_path / "turned.jpg", 5, exif=exif)
    frames = [picture(seed) for seed in (1, 2, 3)]
    frames[0].save(tmp_path / "moves.gif", save_all=True, append_images=frames[1:])
    report = store.add_pictures(tmp_path, run="one")
    sizes = {
        request.elsewhere.name: (request.width_px, request.height_px)
        for _, request in store.run_requests("one")
        if request.elsewhere
    }
    assert sizes == {"turned.jpg": (48, 64), "moves.gif": (64, 48)}
    assert report.animated == 1
    for image in store.images("one"):
        shown = store.read_image(image.request_hash)
        assert shown.size == (image.request.width_px, image.request.height_px)


def test_recipes_in_files_give_seeds_prompts_and_models(store: Store, tmp_path: Path) -> None:
    for number, ending in enumerate(("png", "jpg", "webp", "jpg", "png")):
        write_with_recipe(
            tmp_path / f"{number}.{ending}",
            number,
            prompt=f"hand {number % 2}",
            seed=40 + number,
            model=f"m{number % 2}",
        )
    write(tmp_path / "bare.jpg", 9)
    request = GenerationRequest(prompt="ours", negative="", seed=3, model="thumbelina")
    write_png(picture(11), request, tmp_path / "ours.png")
    report = store.add_pictures(tmp_path, run="one", by="prompt,model")
    told = {
        each.elsewhere.name: (each.elsewhere.program, each.prompt, each.seed, each.model)
        for _, each in store.run_requests("one")
        if each.elsewhere
    }
    assert told == {
        "0.png": ("AUTOMATIC1111", "hand 0", 40, "m0"),
        "1.jpg": ("AUTOMATIC1111", "hand 1", 41, "m1"),
        "2.webp": ("AUTOMATIC1111", "hand 0", 42, "m0"),
        "3.jpg": ("AUTOMATIC1111", "hand 1", 43, "m1"),
        "4.png": ("AUTOMATIC1111", "hand 0", 44, "m0"),
        "bare.jpg": ("", "", -1, ""),
        "ours.png": ("gesture-toolkit", "ours", 3, "thumbelina"),
    }
    assert (report.seeded, report.cells) == (6, 4)
    assert {cell.value("model") for cell in store.cells("one")} == {
        *("m0", "m1", "unknown", "thumbelina")
    }


def test_a_table_gives_axes_seeds_and_gestures(store: Store, tmp_path: Path) -> None:
    folder = two_services(tmp_path / "pics", each=2)
    table = tmp_path / "table.csv"
    table.write_text(
        "file;service;seed;gesture;prompt\n"
        "pics/old/0.png;dall-e;7;peace;a hand\n"
        "new/0.png;flux;7;peace;a hand\n"
        "pics\\new\\1.png;flux;x;;\n"
        "1.png;flux;;;\n"
        "../secret.png;flux;;;\n"
        ";flux;;;\n"
        "pics/old/0.png;flux;;;\n"
        "pics/old/1.png;flux;;nothing known;\n",
        "utf-8-sig",
    )
    report = store.add_pictures(folder, run="one", by=str(table))
    assert (report.added, report.seeded, report.axes) == (2, 2, ("service",))
    assert [(cell.gesture, each.seed, each.prompt) for cell, each in store.run_requests("one")] == [
        ("peace", 7, "a hand"),
        ("peace", 7, "a hand"),
    ]
    codes = [each.code for each in report.refused]
    assert sorted(codes) == sorted(
        ["bad_seed", "several", "missing", "row_without_file", "row_twice", "unknown_gesture"]
        + ["not_in_table"] * 2
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("picture,service\na.png,x\n", "no column 'file'"),
        ("file,service,service\n", "two columns"),
        ("file,run\n", "cannot be called"),
        ("file,<b>\n", "cannot be called"),
        ('file,a\n"x', "no row of a table|no picture"),
    ],
)
def test_a_table_that_is_none_is_refused(
    store: Store, tmp_path: Path, text: str, said: str
) -> None:
    write(tmp_path / "a.png", 1)
    (tmp_path / "t.csv").write_text(text)
    if "no row" in said:
        report = store.add_pictures(tmp_path, run="one", by=str(tmp_path / "t.csv"))
        assert report.added == 0 and {each.code for each in report.refused} == {
            *("missing", "not_in_table")
        }
        return
    with pytest.raises(BadInput, match=said):
        store.add_pictures(tmp_path, run="one", by=str(tmp_path / "t.csv"))


def test_one_seed_serves_one_picture_of_a_cell(store: Store, tmp_path: Path) -> None:
    for number in range(3):
        write_with_recipe(tmp_path / f"{number}.png", number, prompt="p", seed=5)
    report = store.add_pictures(tmp_path, run="one")
    assert report.seeded == 1
    assert [each.seed for _, each in store.run_requests("one")] == [5, -1, -2]


def test_the_same_picture_may_stand_in_two_runs_with_other_words(
    store: Store, tmp_path: Path
) -> None:
    write(tmp_path / "a.png", 1)
    for run, seed in (("one", 3), ("two", 4)):
        (tmp_path / "t.csv").write_text(f"file,kind,seed,prompt\na.png,{run},{seed},{run}\n")
        store.add_pictures(tmp_path, run=run, by=str(tmp_path / "t.csv"))
    told = [
        (each.seed, each.prompt) for run in ("one", "two") for _, each in store.run_requests(run)
    ]
    assert told == [(3, "one"), (4, "two")]
    assert store.delete_run("two").shared == 1
    assert store.read_image(store.images("one")[0].request_hash).size == (64, 48)


def test_a_run_of_a_sweep_or_of_other_axes_takes_none(store: Store, tmp_path: Path) -> None:
    from tests.store_samples import sample_pairs

    id = store.start_run("plan", "{}", sample_pairs())
    store.rename_run(id, "mine")
    file = write(tmp_path / "a.png", 1)
    with pytest.raises(BadInput, match="drawn here by a sweep"):
        store.add_pictures(file, run="mine")
    store.add_pictures(file, run="one")
    with pytest.raises(BadInput, match="apart by folder; got prompt"):
        store.add_pictures(file, run="one", by="prompt")


@pytest.mark.parametrize(
    "name", ["", " ", "latest", "260131-142501", "-x", "a/b", "a,b", "a\nb", "x" * 81, "a\u202eb"]
)
def test_a_name_that_no_run_can_have_is_refused(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be called"):
        store.add_pictures(write(tmp_path / "a.png", 1), run=name)


def test_an_unknown_gesture_or_way_to_tell_apart_is_refused(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "a.png", 1)
    with pytest.raises(UnknownName):
        store.add_pictures(file, run="one", gesture="peaec")
    for by in ("folders", "", "folder,folder", "a.csv,b.csv"):
        with pytest.raises(BadInput, match="--by"):
            read_by(by)


def test_long_prompts_get_values_of_their_own() -> None:
    long = "a hand with five fingers, " * 10
    assert label(long) != label(long + "x") and label(long) == label(long)
    assert len(label(long)) <= 80 and label("") == "unknown"


def test_every_refusal_has_a_sentence() -> None:
    assert {f"refusal.{code}" for code in CODES} == {
        key for key in TEXTS if key.startswith("refusal.")
    }


def test_a_picture_that_ends_its_process_costs_itself_alone(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.store.adding import add

    monkeypatch.setattr(add, "opened_checker", dying_checker)
    folder = two_services(tmp_path / "pics", each=2)
    report = store.add_pictures(folder, run="one", workers=1)
    assert (report.added, reasons(report)) == (3, {"1.png": "crashed"})


def dying_checker(images_folder: Path, known: frozenset[str]) -> object:
    from toolkit.store.adding.check import opened_checker

    return _Dying(opened_checker(images_folder, known))


class _Dying:
    """A checker whose process ends over one of the pictures."""

    def __init__(self, real: object) -> None:
        self.real = real

    def __enter__(self) -> object:
        check = self.real.__enter__()  # type: ignore[attr-defined]

        def answer(source: object) -> object:
            if source.name == "old/1.png":  # type: ignore[attr-defined]
                os._exit(3)
            return check(source)

        return answer

    def __exit__(self, *_: object) -> None:
        return


def comfy_nodes() -> dict[str, object]:
    """A ComfyUI workflow of one sampler, as its interface writes it."""
    texts = {"6": "comfy hand", "7": "blur"}
    sampler = {
        **{"seed": 8, "steps": 9, "cfg": 2.0, "sampler_name": "euler", "scheduler": "normal"},
        **{"model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "denoise": 1},
    }
    return {
        "3": {"class_type": "KSampler", "inputs": sampler},
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m.safetensors"}},
        **{
            id: {"class_type": "CLIPTextEncode", "inputs": {"text": text, "clip": ["4", 1]}}
            for id, text in texts.items()
        },
    }


def test_recipes_of_comfyui_and_invokeai_are_read(store: Store, tmp_path: Path) -> None:
    invoke = {
        **{"positive_prompt": "a hand", "negative_prompt": "blur", "seed": 42, "steps": 20},
        **{"cfg_scale": 7.5, "scheduler": "euler", "generation_mode": "txt2img"},
        **{"model": {"model_name": "sdx"}, "width": 64, "height": 48},
    }
    for number, (key, content) in enumerate(
        {"prompt": comfy_nodes(), "invokeai_metadata": invoke}.items()
    ):
        notes = PngInfo()
        notes.add_text(key, json.dumps(content))
        write(tmp_path / f"{number}.png", number, pnginfo=notes)
    store.add_pictures(tmp_path, run="one", by="model")
    told = [
        (each.elsewhere.program, each.prompt, each.seed, cell.value("model"))
        for cell, each in store.run_requests("one")
        if each.elsewhere
    ]
    assert told == [
        ("ComfyUI", "comfy hand", 8, "m.safetensors"),
        ("InvokeAI", "a hand", 42, "sdx"),
    ]


@pytest.mark.parametrize(
    "note", ["{", "[" * 5000, '{"3": {"inputs": {"seed": ' + "9" * 400 + "}}}"]
)
def test_a_recipe_that_cannot_be_read_leaves_the_picture(
    store: Store, tmp_path: Path, note: str
) -> None:
    for key in ("prompt", "gesture-toolkit", "parameters"):
        notes = PngInfo()
        notes.add_text(key, note)
        write(tmp_path / f"{key}.png", len(key), pnginfo=notes)
    report = store.add_pictures(tmp_path, run="one")
    assert (report.added, report.seeded, len(report.refused)) == (3, 0, 0)


def test_numbered_pictures_meet_for_rating_by_their_number(store: Store, tmp_path: Path) -> None:
    store.add_pictures(two_services(tmp_path / "pics"), run="one", gesture="peace")
    pool = pair_pool(store.judged_cells("one"), ["folder"])
    assert len(pool) == 4 and pool.meetings == (("folder=new", "folder=old"),)
