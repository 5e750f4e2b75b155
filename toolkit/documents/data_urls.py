"""Bytes as a URL that carries them: no file name, no address, nothing to look up."""

from __future__ import annotations

import base64


def data_url(content: bytes, kind: str) -> str:
    """``content`` of media type ``kind`` (``image/png``) as a ``data:`` URL, in base64."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
