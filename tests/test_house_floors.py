"""The floors of the house: a folder imports only lower floors, and few outside libraries."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import toolkit

TOOLKIT = Path(__file__).parent.parent / "toolkit"

FLOOR = {
    "errors": 0,
    "samplers": 0,
    "axes": 1,
    "progress": 1,
    "documents": 1,
    "hands": 1,
    "rendering": 2,
    "decoding": 2,
    "vocabulary": 3,
    "suggesting": 4,
    "prompts": 4,
    "rating": 4,
    "sweeps": 5,
    "store": 6,
    "generation": 7,
    "judging": 7,
    "reporting": 7,
    "running": 8,
    "exporting": 8,
    "thumbelina": 9,
    "ui": 10,
    "cli": 11,
}

_SHOWN = {"pandas", "matplotlib"}  # on use, wherever a table or a plot is shown
_PICTURES = {"numpy", "scipy", "PIL"}
_DOCUMENTS = {"yaml", "pydantic"}
_STORE = (
    _PICTURES
    | _DOCUMENTS
    | {"sqlalchemy", "alembic", "platformdirs", "huggingface_hub"}
    | {"sd_parsers"}
)
_MODELS = {"torch", "diffusers", "transformers", "compel", "mediapipe", "safetensors", "tokenizers"}
_WORK = _STORE | _MODELS

OUTSIDE = {
    "errors": set[str](),
    "samplers": set[str](),
    "axes": set[str](),
    "progress": {"tqdm"},
    "documents": _DOCUMENTS,
    "hands": {"numpy", "scipy"},
    "rendering": _PICTURES,
    "decoding": _PICTURES,
    "vocabulary": {"numpy", "PIL", "markupsafe"} | _DOCUMENTS,
    "suggesting": set[str](),
    "prompts": set[str](),
    "rating": {"numpy", "scipy"},
    "sweeps": {"numpy", "PIL"} | _DOCUMENTS,
    "store": _STORE,
    "generation": _WORK,
    "judging": _WORK | {"cv2"},
    "running": _WORK,
    "reporting": {"PIL", "pyarrow"},
    "exporting": {"PIL", "yaml", "pyarrow", "huggingface_hub"},
    "thumbelina": _WORK | {"accelerate"},
    "ui": _WORK | {"gradio", "markupsafe", "pandas", "spaces", "starlette"},
    "cli": _WORK | {"typer", "rich"},
}


def room_of(file: Path) -> str:
    """The first part of the path below ``toolkit``: a folder's name or a module's."""
    return file.relative_to(TOOLKIT).parts[0].removesuffix(".py")


def imported(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of everything that ``tree`` imports, inner imports too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = (*package[: len(package) - node.level + 1],) if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            if stem == "toolkit":
                for alias in node.names:
                    public = toolkit.HOMES.get(alias.name, "").partition(":")[0]
                    yield node.lineno, public or f"toolkit.{alias.name}"
            else:
                yield node.lineno, stem


def breaches(room: str, source: str, package: tuple[str, ...]) -> list[str]:
    """Every import in ``source`` that a module of ``room`` must not make, as sentences."""
    found: list[str] = []
    for line, name in imported(ast.parse(source), package):
        top, _, rest = name.partition(".")
        if top == "toolkit":
            target = rest.partition(".")[0]
            if target in (room, "__version__"):
                continue
            if target not in FLOOR:
                found.append(f"line {line}: {name} is no room of the house")
            elif FLOOR[target] >= FLOOR[room]:
                found.append(
                    f"line {line}: {room} (floor {FLOOR[room]}) imports {name} "
                    f"(floor {FLOOR[target]})"
                )
        elif top not in sys.stdlib_module_names and top not in OUTSIDE[room] | _SHOWN:
            found.append(f"line {line}: {room} may not import {top}")
    return found


def _modules() -> list[Path]:
    return [
        file
        for file in sorted(TOOLKIT.rglob("*.py"))
        if file != TOOLKIT / "__init__.py" and "__pycache__" not in file.parts
    ]


@pytest.mark.parametrize("file", _modules(), ids=lambda file: str(file.relative_to(TOOLKIT)))
def test_a_module_imports_only_lower_floors(file: Path) -> None:
    package = ("toolkit", *file.relative_to(TOOLKIT).parent.parts)
    room = room_of(file)
    assert room in FLOOR, f"{room} has no floor: give it one here and in CONTRIBUTING.md"
    assert breaches(room, file.read_text("utf-8"), package) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("hands", "import torch"),
        ("hands", "from toolkit.rendering.scene import Scene"),
        ("rendering", "from toolkit.vocabulary.entries import Gesture"),
        ("hands", "from toolkit.vocabulary import load_vocabulary"),
        ("prompts", "def late():\n    from toolkit.sweeps.plan import Plan"),
        ("prompts", "from toolkit.rating import yields"),
        ("prompts", "from ..sweeps import plan"),
        ("store", "import gradio as gr"),
        ("generation", "import cv2"),
        ("sweeps", "from toolkit import run_sweep"),
        ("sweeps", "from toolkit import no_such_room"),
        ("ui", "from toolkit.cli import app"),
    ],
)
def test_the_reader_of_imports_sees_a_breach(room: str, source: str) -> None:
    assert breaches(room, source, ("toolkit", room))


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("hands", "import math, numpy as np\nfrom toolkit.errors import PoseError"),
        ("prompts", "from .tree import Text\nfrom toolkit import errors"),
        ("rating", "from scipy.stats import norm"),
        ("running", "import torch\nfrom toolkit.generation.engine import Engine"),
    ],
)
def test_the_reader_of_imports_lets_the_allowed_through(room: str, source: str) -> None:
    assert breaches(room, source, ("toolkit", room)) == []


@pytest.mark.parametrize("file", _modules(), ids=lambda file: str(file.relative_to(TOOLKIT)))
def test_an_error_quotes_what_it_got_by_shown(file: Path) -> None:
    # A repr is as long as what was given; `errors.shown` is not.
    tree = ast.parse(file.read_text("utf-8"))
    long = [
        part.lineno
        for raised in ast.walk(tree)
        if isinstance(raised, ast.Raise)
        for part in ast.walk(raised)
        if isinstance(part, ast.FormattedValue)
        and part.conversion == ord("r")
        and not (isinstance(part.value, ast.Name) and part.value.id.isupper())
        and "ValueError(" not in ast.unparse(raised)
    ]
    assert long == []


def test_no_junk_drawers_and_no_endless_modules() -> None:
    bad = [
        str(file.relative_to(TOOLKIT))
        for file in _modules()
        if file.stem in {"utils", "helpers", "common", "misc"}
        or len(file.read_text("utf-8").splitlines()) > 400
    ]
    assert bad == []
