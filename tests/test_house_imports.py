"""What `import toolkit` and `gesture --help` load: nothing heavy, in a fresh interpreter."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = [
    "torch",
    "diffusers",
    "transformers",
    "compel",
    "mediapipe",
    "cv2",
    "gradio",
    "sqlalchemy",
    "alembic",
    "scipy",
    "pandas",
    "matplotlib",
    "numpy",
    "PIL",
    "pydantic",
    "yaml",
]
# What may come with words and numbers, but never with a mere `import toolkit`.
PURE = {"scipy", "numpy", "PIL", "pydantic", "yaml"}


def loaded_after(statement: str, among: list[str]) -> list[str]:
    """The libraries of ``among`` that a fresh interpreter has loaded after ``statement``."""
    report = f"print(json.dumps([name for name in {among!r} if name in sys.modules]))"
    code = f"{statement}\nimport json, sys\n{report}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_import_toolkit_loads_no_library() -> None:
    assert loaded_after("import toolkit", [*HEAVY, "typer", "rich", "platformdirs"]) == []


def test_listing_the_public_names_loads_no_library() -> None:
    assert loaded_after("import toolkit; dir(toolkit); toolkit.__all__", HEAVY) == []


@pytest.mark.parametrize(
    "statement",
    [
        "import toolkit.cli",
        "from typer.testing import CliRunner\nfrom toolkit.cli import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0",
    ],
)
def test_the_command_starts_without_heavy_libraries(statement: str) -> None:
    assert loaded_after(statement, HEAVY) == []


@pytest.mark.parametrize(
    "statement",
    [
        "from toolkit import load_vocabulary; load_vocabulary()",
        "from toolkit import load_plan, load_vocabulary\n"
        "load_plan('demo', load_vocabulary()).count",
        "from toolkit import yields",
    ],
)
def test_floors_zero_to_four_are_pure(statement: str) -> None:
    heavy = [name for name in HEAVY if name not in PURE]
    assert loaded_after(statement, heavy) == []


def test_the_judges_load_models_only_when_one_is_opened() -> None:
    statement = "from toolkit.judging.judges import JUDGES; assert 'vlm' in JUDGES"
    models = ["torch", "transformers", "diffusers", "huggingface_hub", "cv2"]
    assert loaded_after(statement, models) == []


def test_files_are_looked_at_without_the_form_s_network_where_nobody_asks_for_it() -> None:
    statement = "from toolkit.judging.looking.file_workers import look_in_workers"
    assert loaded_after(statement, ["torch", "cv2"]) == []


def test_the_reader_of_loaded_modules_sees_one() -> None:
    assert loaded_after("import numpy", HEAVY) == ["numpy"]


def test_the_app_loads_no_model_library_and_gradio_without_its_stubs() -> None:
    statement = "import toolkit.ui.app\nassert toolkit.ui.quick_import.CAME_FIRST"
    heavy = ["torch", "diffusers", "transformers", "compel", "mediapipe", "cv2", "matplotlib"]
    assert loaded_after(statement, heavy) == []
