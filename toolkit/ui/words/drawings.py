"""Pictures of entries by name: the page asks for those it shows, and each is drawn once.

A name reads ``what/gesture/view/material/size``, such as ``hand/peace/back/glass/384``. Two
hundred cards hold names, not pictures, so that the page opens at once and stays light.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, cast, get_args

from markupsafe import Markup

from toolkit.errors import BadInput
from toolkit.rendering.scene import Material
from toolkit.ui.html import NOTHING, html
from toolkit.ui.picture_urls import CARD_PX, SceneWordKey, webp_url
from toolkit.vocabulary import Gesture, Vocabulary
from toolkit.vocabulary.pictures import gesture_depth, gesture_picture, gesture_skeleton

What = Literal["hand", "skeleton", "depth"]
WHATS: tuple[What, ...] = get_args(What)
MATERIALS: tuple[Material, ...] = get_args(Material)
MINI_PX, VIEW_PX, LARGE_PX = 96, 128, 448
SIZES_PX = (MINI_PX, VIEW_PX, CARD_PX, LARGE_PX)


def picture_name(
    gesture: Gesture, *, what: What = "hand", view: str = "", size_px: int = CARD_PX
) -> str:
    """The name of an entry's picture, of skin, in its own best view when ``view`` is empty."""
    return f"{what}/{gesture.id}/{view or gesture.view}/skin/{size_px}"


def picture_html(
    name: str, alt: str = "", *, lazy: bool = False, attributes: Markup = NOTHING
) -> Markup:
    """A place that the page's script fills; a ``lazy`` one only where the screen comes near."""
    return html(
        "<span class='{}' data-hash='{}'{}><img alt='{}'></span>",
        "pic lazy" if lazy else "pic",
        name,
        attributes,
        alt,
    )


def entry_url(name: str, vocabulary: Vocabulary) -> str:
    """The picture called ``name`` as a URL; raises `BadInput` and `UnknownName`."""
    parts = name.split("/")
    if len(parts) != 5:
        raise BadInput(
            f"No picture of an entry is called '{name[:80]}'.",
            hint="A name reads what/gesture/view/material/size.",
        )
    what, gesture, view, material, size = parts
    if what not in WHATS or material not in MATERIALS or size not in map(str, SIZES_PX):
        raise BadInput(
            f"'{name[:80]}' asks for a picture that the page does not show.",
            hint=f"Known are {', '.join((*WHATS, *MATERIALS))}, at {SIZES_PX} pixels.",
        )
    return _drawn(
        vocabulary.gesture(gesture),
        cast(What, what),
        SceneWordKey(vocabulary.scene_word("view", view)),
        cast(Material, material),
        int(size),
    )


# A card's picture weighs 2 kB, a large one 8: the whole cache stays under 16 MB.
@lru_cache(maxsize=2048)
def _drawn(
    gesture: Gesture, what: What, view: SceneWordKey, material: Material, size_px: int
) -> str:
    if what == "skeleton":
        return webp_url(gesture_skeleton(gesture, size_px, view=view.word))
    if what == "depth":
        return webp_url(gesture_depth(gesture, size_px, view=view.word))
    return webp_url(gesture_picture(gesture, size_px, view=view.word, material=material))
