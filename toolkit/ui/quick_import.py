"""Gradio, imported without the stub files that it writes for its own components at each import.

While `gradio` is imported, each component's source is parsed twice and a ``.pyi`` file beside it
compared (`gradio.component_meta.create_or_modify_pyi`, 6.31): two fifths of the import, for stubs
that the installed package has already. Gradio leaves them out for a component without a source
file; so, for the time of the import, its components have none. To be imported before gradio.
"""

from __future__ import annotations

import inspect
import sys

CAME_FIRST = "gradio" not in sys.modules
"""Whether it did its work: gradio was not loaded before."""

if CAME_FIRST:
    _getfile = inspect.getfile

    def _no_component(thing: object) -> str:
        if type(thing).__name__ == "ComponentMeta":
            raise OSError("left out while gradio is imported")
        return _getfile(thing)  # type: ignore[arg-type]

    inspect.getfile = _no_component
    try:
        import gradio  # noqa: F401
    finally:
        inspect.getfile = _getfile
