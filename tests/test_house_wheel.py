"""The wheel carries words, plans, models and pages, and finds them where it is installed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from toolkit import available_models, load_vocabulary
from toolkit.sweeps.samples import sample_plans

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
REPORT = """
import json, toolkit
from toolkit import available_models, load_plan, load_vocabulary
from toolkit.sweeps.samples import sample_plans
words = load_vocabulary()
print(json.dumps({
    "where": toolkit.__file__,
    "vocabulary": str(words.folder),
    "gestures": list(words.gestures),
    "plans": list(sample_plans()),
    "pictures": load_plan("demo", words).count,
    "models": list(available_models()),
}))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content as an installer lays it out."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(folder / "dist"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_an_installed_wheel_finds_everything_away_from_the_checkout(unpacked: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REPORT],
        cwd=unpacked.parent,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert Path(found["where"]).is_relative_to(unpacked)
    assert Path(found["vocabulary"]).is_relative_to(unpacked)
    assert found["gestures"] == list(load_vocabulary().gestures)
    assert found["plans"] == list(sample_plans())
    assert found["pictures"] == 64
    assert found["models"] == list(available_models())


def test_every_file_of_the_package_is_in_the_wheel(unpacked: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "toolkit"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    missing = [name for name in listed.stdout.splitlines() if not (unpacked / name).is_file()]
    assert missing == []
    assert (unpacked / "toolkit" / "py.typed").is_file()


def test_the_form_reader_s_weights_are_in_the_wheel(unpacked: Path) -> None:
    weights = Path("toolkit", "judging", "form", "form.safetensors")
    assert (unpacked / weights).read_bytes() == (ROOT / weights).read_bytes()


def test_the_page_on_pypi_reads_well(unpacked: Path) -> None:
    [file] = unpacked.glob("*.dist-info/METADATA")
    metadata = Parser().parsestr(file.read_text("utf-8"))
    page = metadata.get_payload()
    assert isinstance(page, str)
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert page.lstrip().startswith("# gesture toolkit")
    assert "sdk_version" not in page
    targets = re.findall(r"\]\(([^)]+)\)", page)
    assert len(targets) >= 6
    assert [each for each in targets if not each.startswith("https://")] == []
    urls = dict(each.split(", ") for each in metadata.get_all("Project-URL", []))
    assert f"{urls['Source']}/raw/main/docs/generations.png" in targets
    assert f"{urls['Source']}/blob/main/CHANGELOG.md" == urls["Changelog"]
    assert urls["Changelog"] in targets


def test_the_metadata_promises_what_is_tested(unpacked: Path) -> None:
    [file] = unpacked.glob("*.dist-info/METADATA")
    metadata = Parser().parsestr(file.read_text("utf-8"))
    systems = [each for each in metadata.get_all("Classifier", []) if "Operating System" in each]
    assert systems == ["Operating System :: POSIX :: Linux"]
    assert "Programming Language :: Python :: 3.13" in metadata.get_all("Classifier", [])


def test_every_dependency_is_imported_somewhere_or_said_why() -> None:
    # What is needed without an import of ours: the pipelines load with it, or read files by it.
    silent = {
        "accelerate": "diffusers loads models with it",
        "peft": "diffusers joins LoRA files with it",
    }
    names = {
        **{"pillow": "PIL", "pyyaml": "yaml", "sd-parsers": "sd_parsers"},
        "opencv-contrib-python": "cv2",
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    source = "\n".join(file.read_text("utf-8") for file in (ROOT / "toolkit").rglob("*.py"))
    unused = [
        name
        for name in (re.split(r"[<>=~\[]", each)[0] for each in project["dependencies"])
        if name not in silent
        and not re.search(rf"^\s*(from|import) {names.get(name, name)}\b", source, re.MULTILINE)
    ]
    assert unused == []


def test_no_file_is_too_large_for_a_space() -> None:
    large = [
        str(file.relative_to(ROOT))
        for folder in ("toolkit", "vocab", "docs", "notebooks")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.stat().st_size > 10_000_000
    ]
    assert large == []
