"""What hatch asks when it builds a wheel or an sdist: the description that PyPI shows.

README.md begins with the front matter of a Hugging Face Space, which PyPI would print, and its
links stand beside the repository's files, which PyPI does not have. The description is that file
without the one and with the others made absolute, at the address ``Source`` of `[project.urls]`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

# ![words](target) or [words](target); the target without a scheme and not an anchor of the page.
_RELATIVE = re.compile(r"(?P<head>(?P<image>!?)\[[^\]]*\]\()(?![a-z]+:|#)(?P<target>[^)\s]+)\)")


def pypi_readme(text: str, source: str) -> str:
    """The text of a README as PyPI shows it, its links at the repository ``source``."""
    if text.startswith("---\n"):
        text = text.split("\n---\n", maxsplit=1)[1]

    def absolute(found: re.Match[str]) -> str:
        kind = "raw" if found["image"] else "blob"
        return f"{found['head']}{source}/{kind}/main/{found['target'].removeprefix('./')})"

    return _RELATIVE.sub(absolute, text.lstrip("\n"))


class ReadmeHook(MetadataHookInterface):
    """Sets the dynamic field ``readme``."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Called by hatch with the table `[project]`."""
        text = Path(self.root, "README.md").read_text("utf-8")
        source = metadata["urls"]["Source"].rstrip("/")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": pypi_readme(text, source),
        }
