"""`from toolkit import ...`: the table of names, the type checker's view and the truth agree."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import toolkit

SOURCE = Path(toolkit.__file__)


def _names_for_type_checkers() -> dict[str, str]:
    """Name -> module, as the `if TYPE_CHECKING` block of `toolkit/__init__.py` imports them."""
    names: dict[str, str] = {}
    for node in ast.parse(SOURCE.read_text("utf-8")).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name):
            for inner in node.body:
                assert isinstance(inner, ast.ImportFrom)
                for alias in inner.names:
                    assert inner.module is not None
                    names[alias.asname or alias.name] = inner.module
    return names


def test_the_lazy_table_and_the_type_checkers_block_agree() -> None:
    table = {name: home.partition(":")[0] for name, home in toolkit.HOMES.items()}
    assert table == _names_for_type_checkers()


def test_all_lists_every_public_name_in_order() -> None:
    assert toolkit.__all__ == sorted([*toolkit.HOMES, "__version__"])
    assert set(toolkit.__all__) <= set(dir(toolkit))


@pytest.mark.parametrize("name", sorted(toolkit.HOMES))
def test_every_public_name_is_there_and_documented(name: str) -> None:
    module, _, attribute = toolkit.HOMES[name].partition(":")
    value = getattr(toolkit, name)
    assert value is getattr(importlib.import_module(module), attribute)
    assert name == "Prompt" or (value.__doc__ or "").strip(), f"{name} has no docstring"


def test_an_unknown_name_is_an_attribute_error_with_near_names() -> None:
    with pytest.raises(AttributeError, match="load_vocabulary"):
        _ = toolkit.load_vocabulery


def test_a_star_import_gives_the_public_names() -> None:
    space: dict[str, object] = {}
    exec("from toolkit import *", space)
    assert set(toolkit.__all__) <= set(space)


def test_the_version_is_the_distributions() -> None:
    pyproject = (SOURCE.parent.parent / "pyproject.toml").read_text("utf-8")
    assert f'version = "{toolkit.__version__}"' in pyproject
