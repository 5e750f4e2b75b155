"""The database and the picture files of one home folder."""

from toolkit.store.home import default_home
from toolkit.store.recipe import a1111_parameters, read_recipe, strip_png, write_png
from toolkit.store.run_info import RunInfo
from toolkit.store.store import Store

__all__ = [
    "RunInfo",
    "Store",
    "a1111_parameters",
    "default_home",
    "read_recipe",
    "strip_png",
    "write_png",
]
