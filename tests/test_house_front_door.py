"""What a newcomer and a Space read first: README, requirements, links, the plan example."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import toolkit
from toolkit import load_plan, load_vocabulary

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BROUGHT_BY_SPACES = {"gradio", "spaces", "huggingface_hub"}


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def test_the_spaces_front_matter_is_whole() -> None:
    front = yaml.safe_load(README.split("---\n")[1])
    assert front["sdk"] == "gradio"
    assert re.fullmatch(r"6\.\d+\.\d+", front["sdk_version"])
    assert (ROOT / front["app_file"]).is_file()
    assert len(front["short_description"]) <= 60
    assert front["license"] == PYPROJECT["project"]["license"].lower()
    assert front["python_version"] == "3.12"


def test_requirements_are_the_projects_without_what_a_space_brings() -> None:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    listed = {line for line in lines if line and not line.startswith("#")}
    wanted = {
        line
        for line in PYPROJECT["project"]["dependencies"]
        if re.split(r"[^\w-]", line)[0] not in BROUGHT_BY_SPACES
    }
    assert listed == wanted


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    lost = [name for name in targets if "://" not in name and not (ROOT / name).exists()]
    assert lost == []


def test_the_readmes_plan_loads_and_its_python_names_public_things() -> None:
    plans = [load_plan(text, load_vocabulary()) for text in _blocks("yaml")]
    assert [plan.count for plan in plans] == [3 * 2 * 3 * 8, 2 * 3 * 2 * 2 * 8]
    names: set[str] = set()
    for python in _blocks("python"):
        for node in ast.walk(ast.parse(python)):
            if isinstance(node, ast.ImportFrom):
                assert node.module == "toolkit"
                names |= {alias.name for alias in node.names}
    assert {"HandJudge", "Store", "Answer"} <= names <= set(toolkit.__all__)


def test_the_readmes_own_judge_is_one() -> None:
    from toolkit.judging.judge import Question, question_of

    [source] = [block for block in _blocks("python") if "class Brightness" in block]
    space: dict[str, Any] = {}
    exec(source.partition("judge_run(store")[0], space)
    judge = space["Brightness"]()
    answer = judge.answer(np.full((2, 2, 3), 7, np.uint8), Question(expected="fist"))
    assert (question_of(judge), answer.outcome, answer.number) == ("number", "measured", 7.0)


def test_contributing_knows_every_room() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rooms = [
        path.name
        for path in (ROOT / "toolkit").iterdir()
        if path.is_dir() and not path.name.startswith("_")
    ]
    assert [room for room in rooms if f"toolkit/{room}/" not in text] == []
