"""The pictures of tiles, as the page's script asks for them."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.errors import GestureError
from toolkit.ui.picture_urls import thumbnail_url
from toolkit.ui.reporting import answered
from toolkit.ui.state import AppState

PICTURES_AT_ONCE = 48


def tile_pictures(shared: AppState) -> Callable[..., object]:
    """The page's function ``pictures``: thumbnails by hash, "" for what cannot be shown."""

    @answered
    def pictures(given: dict[str, object]) -> dict[str, object]:
        wanted = given.get("hashes")
        found: dict[str, object] = {}
        for each in wanted[:PICTURES_AT_ONCE] if isinstance(wanted, list) else []:
            try:
                seen = shared.may_see_picture(str(each))
                found[str(each)] = thumbnail_url(shared.store, str(each)) if seen else ""
            except GestureError:
                found[str(each)] = ""  # the tile stays empty; its dialog says why
        return found

    return pictures
