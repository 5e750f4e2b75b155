"""Finding somebody's model: folders, hub ids without a network, and what is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_judges import build_tiny_clip
from toolkit.errors import BadInput, JudgeError
from toolkit.judging.scorers.found_model import FoundModel, check_complete, find_model, load_model


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_clip(tmp_path_factory.mktemp("models") / "tiny-clip")


def test_a_folder_is_named_by_its_last_name_and_its_content(clip: Path, tmp_path: Path) -> None:
    found = find_model(str(clip), fetch=False)
    assert found.version == f"tiny-clip@{found.revision[:12]}" and len(found.revision) == 40
    copy = Path(shutil.copytree(clip, tmp_path / "tiny-clip"))
    (copy / "README.md").write_text("words")
    assert find_model(str(copy), fetch=False).version == found.version
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\1")
    assert find_model(str(copy), fetch=False).version != found.version


@pytest.mark.parametrize("fetch", [True, False])
@pytest.mark.parametrize("name", ["nobody/nothing", "nobody/nothing@v1"])
def test_a_model_of_the_hub_that_is_not_here_is_one_sentence(name: str, fetch: bool) -> None:
    with pytest.raises(JudgeError, match="'nobody/nothing' is not on this machine") as caught:
        find_model(name, fetch=fetch)
    assert ("--no-fetch" in caught.value.message) != fetch
    assert caught.value.message.count(". ") == 0


@pytest.mark.parametrize("name", ["./nowhere", "nowhere", "a/b/c", "/nowhere", "a//b", "-/x", "\0"])
def test_what_is_neither_folder_nor_hub_id_is_bad_input(name: str) -> None:
    with pytest.raises(BadInput):
        find_model(name, fetch=True)


def test_a_hub_id_that_cannot_be_one_is_bad_input() -> None:
    with pytest.raises(BadInput, match="is not a model id"):
        find_model("a--b/c..d", fetch=True)


def test_a_folder_without_a_model_or_with_pickled_weights_is_refused(
    clip: Path, tmp_path: Path
) -> None:
    with pytest.raises(JudgeError, match=r"no config\.json"):
        find_model(str(tmp_path), fetch=False)
    copy = Path(shutil.copytree(clip, tmp_path / "pickled"))
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    with pytest.raises(JudgeError, match=r"safetensors weights; found only pytorch_model\.bin"):
        find_model(str(copy), fetch=False)
    (copy / "pytorch_model.bin").unlink()
    with pytest.raises(JudgeError, match="found none"):
        find_model(str(copy), fetch=False)


OF_THE_HUB = """
from toolkit.errors import JudgeError
from toolkit.judging.judges import open_judge
from toolkit.judging.scorers.found_model import find_model
from toolkit.vocabulary import load_vocabulary

with open_judge(load_vocabulary(), "clip-score:tiny/clip") as judge:
    print(judge.name, judge.version)
print(find_model("tiny/clip@main", fetch=False).revision)
try:
    find_model("tiny/other", fetch=True)
except JudgeError as error:
    print(error)
"""


@pytest.mark.slow
def test_a_model_in_the_hub_s_cache_needs_no_hub(clip: Path, tmp_path: Path) -> None:
    commit = "0123456789" * 4
    repository = tmp_path / "hub" / "models--tiny--clip"
    shutil.copytree(clip, repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    # A hub that nobody answers for, in a process of its own: the library reads these on import.
    nowhere = {"HF_HUB_OFFLINE": "0", "HF_ENDPOINT": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-c", OF_THE_HUB],
        env={**os.environ, **nowhere, "HF_HUB_CACHE": str(tmp_path / "hub")},
        capture_output=True,
        text=True,
        check=True,
    )
    opened, revision, lost = done.stdout.splitlines()
    assert opened.startswith(f"clip-score tiny/clip@{commit[:12]}-")
    assert revision == commit
    assert lost.startswith("The model 'tiny/other' is not on this machine and the hub cannot be")


def test_what_is_in_the_cache_is_taken_first_and_the_hub_asked_for_the_rest() -> None:
    found = FoundModel(name="a/b", source="a/b", revision="c" * 40, fetch=True)
    asked: list[dict[str, Any]] = []
    told: list[str] = []

    def load(given: dict[str, Any]) -> str:
        asked.append(given)
        if given["local_files_only"]:
            raise OSError("not in the cache")
        return "loaded"

    assert load_model(found, load, on_message=told.append) == "loaded"
    assert [each["local_files_only"] for each in asked] == [True, False]
    assert all(each["revision"] == "c" * 40 for each in asked)
    assert all(each["trust_remote_code"] is False for each in asked)
    assert told == ["Fetching the model a/b from the hub."]


@pytest.mark.parametrize(
    "error", [OSError("no"), RuntimeError("two\nlines"), ImportError(""), KeyError("x")], ids=repr
)
def test_whatever_a_library_raises_is_a_judge_error(error: Exception) -> None:
    found = FoundModel(name="a/b", source="a/b", revision="c" * 40)

    def load(given: dict[str, Any]) -> None:
        raise error

    with pytest.raises(JudgeError, match="'a/b' cannot be loaded") as caught:
        load_model(found, load)
    assert caught.value.__cause__ is error and "\n" not in caught.value.message


def test_missing_weights_are_an_error_and_not_made_up() -> None:
    found = FoundModel(name="a/b", source="a/b", revision="c" * 40)
    check_complete(found, set())
    with pytest.raises(JudgeError, match="lacks 2 of its weights, 'head' first"):
        check_complete(found, {"other", "head"})
