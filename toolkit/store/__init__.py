"""The database and the picture files of one home folder.

Names are fetched when they are first asked for: a process that only checks picture files does
without the database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from toolkit.errors import shown

if TYPE_CHECKING:
    from toolkit.store.adding.report import AddReport, Refusal
    from toolkit.store.deleting import DeletedRun
    from toolkit.store.home import default_home
    from toolkit.store.recipe import a1111_parameters, read_recipe, strip_png, write_png
    from toolkit.store.run_info import RunInfo
    from toolkit.store.store import Store
    from toolkit.store.vote_log.rebuild import RebuiltVotes

_HOMES = {
    "AddReport": "adding.report",
    "DeletedRun": "deleting",
    "RebuiltVotes": "vote_log.rebuild",
    "Refusal": "adding.report",
    "RunInfo": "run_info",
    "Store": "store",
    "a1111_parameters": "recipe",
    "default_home": "home",
    "read_recipe": "recipe",
    "strip_png": "recipe",
    "write_png": "recipe",
}

__all__ = [
    "AddReport",
    "DeletedRun",
    "RebuiltVotes",
    "Refusal",
    "RunInfo",
    "Store",
    "a1111_parameters",
    "default_home",
    "read_recipe",
    "strip_png",
    "write_png",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"toolkit.store has no public name {shown(name)}.")
    return getattr(import_module(f"toolkit.store.{_HOMES[name]}"), name)
