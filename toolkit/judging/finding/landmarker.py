"""MediaPipe's HandLandmarker behind one small class: a picture in, detected hands out.

MediaPipe is imported when a landmarker is opened, not with this module. The native object must
be closed before the interpreter ends: use `HandLandmarker` as a context manager; one that was
forgotten is closed at exit.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from toolkit.decoding.pixels import as_pixels
from toolkit.errors import JudgeError
from toolkit.hands.pose import Side
from toolkit.judging.finding.model_file import model_file, model_version

SMALLEST_PX = 256
# Border of the second try, as a share of the picture; see `_framed`.
MARGIN = 0.6
# The mean difference (0..255) of a grey picture's channels; how such a picture is softened (the
# radius as a share of its longer side), and the border it then gets.
GREY, SOFT_SHARE, SOFT_MARGIN = 6.0, 0.0065, 0.5
# How far a hand's cover reaches beyond its joints, and how small a second hand may be, both as
# shares of the hand's extent; see `HandLandmarker.detect_beside`.
COVER = 0.12
SMALLEST_BESIDE = 0.5
# How sure of a palm, then of a hand, the keen look is (0..1; MediaPipe's own bounds are 0.5).
KEEN_HINT, KEEN_PRESENCE = 0.1, 0.7
_PLAIN = np.full((SMALLEST_PX, SMALLEST_PX, 3), 128, np.uint8)
# Two detections closer than this (mean joint distance over the hand's extent) are one hand.
SAME_HAND = 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class DetectedHand:
    """One hand that MediaPipe saw in a picture.

    Args:
        points_px: (21, 3) in pixels of the picture given: x right, y down, z away from the
            camera relative to the wrist, on the scale of x (z is a weak guess).
        world_points_mm: (21, 3) in millimetres about the hand's middle; the same axes.
        side: the hand's own side as seen in an unmirrored picture.
        presence: 0..1, how sure the network is of that side; the nearest thing to a
            confidence that the Tasks API gives.
        retried: whether the hand was found only at a second try, within a border or more keenly.
    """

    points_px: NDArray[np.float64]
    world_points_mm: NDArray[np.float64]
    side: Side
    presence: float
    retried: bool = False

    def mirrored(self, width_px: int) -> DetectedHand:
        """The hand as it lies in the mirror image of a picture of ``width_px``."""
        points_px, world_points_mm = self.points_px.copy(), self.world_points_mm.copy()
        points_px[:, 0] = width_px - points_px[:, 0]
        world_points_mm[:, 0] *= -1.0
        return replace(
            self,
            points_px=points_px,
            world_points_mm=world_points_mm,
            side="left" if self.side == "right" else "right",
        )

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The upright box about the 21 points: left, top, right, bottom, in pixels."""
        left, top = self.points_px[:, :2].min(axis=0)
        right, bottom = self.points_px[:, :2].max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    @property
    def longer_side_px(self) -> float:
        """The longer side of `box`: the hand's size in the picture."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)

    @property
    def extent_px(self) -> float:
        """Mean distance of the joints from their middle, in pixels: the hand's size."""
        flat = self.points_px[:, :2]
        return float(np.linalg.norm(flat - flat.mean(axis=0), axis=1).mean())


@final
class HandLandmarker:
    """The opened model. Not for two threads at once; about 15 to 30 ms a picture on one core."""

    def __init__(self, native: Any, *, version: str, open_keen: Callable[[], Any]) -> None:
        """Wrap an opened MediaPipe task, and how to open one for `detect_beside`; use `open`."""
        self._native = native
        self._open_keen = open_keen
        self._keen: Any = None
        self.version = version
        _close_before_exit(self)

    @classmethod
    def open(
        cls,
        path: Path | None = None,
        *,
        fetch: bool = True,
        on_message: Callable[[str], None] | None = None,
    ) -> HandLandmarker:
        """Open the model at ``path``, or the one that `model_file` finds or fetches.

        Raises:
            JudgeError: no model file, a damaged one, or MediaPipe is not installed.
        """
        path = path or model_file(fetch=fetch, on_message=on_message)
        version = model_version(path)
        with _native_log_hushed():
            landmarker = cls(
                _native_task(path),
                version=version,
                open_keen=lambda: _native_task(path, hint=KEEN_HINT, presence=KEEN_PRESENCE),
            )
            # The first run still talks; let it talk to nobody.
            landmarker._run(_PLAIN)
        return landmarker

    def __enter__(self) -> HandLandmarker:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the native objects; a second call does nothing."""
        natives = [native for native in (self._native, self._keen) if native is not None]
        self._native = self._keen = None
        for native in natives:
            with _native_log_hushed():
                native.close()

    def detect(self, image: NDArray[np.uint8]) -> list[DetectedHand]:
        """Hands in a picture (H, W, 3), uint8 RGB, unmirrored; at most two, surest first.

        A small picture is enlarged first. When no hand is found, the picture is tried again
        within a border: the palm detector misses a hand that fills the frame. Then it is asked
        more keenly (`KEEN_HINT`), and a picture without colours once more when it is softened.

        Raises:
            JudgeError: the picture is refused (see `as_pixels`), or the landmarker is closed.
        """
        large, scale = _enlarged(as_pixels(image))
        hands = _hands(self._run(large), large.shape[:2], scale=scale, shift_px=0)
        if hands:
            return hands
        border_px = round(MARGIN * max(large.shape[:2]) / 2)
        framed = _framed(large, border_px)
        hands = _hands(
            self._run(framed), framed.shape[:2], scale=scale, shift_px=border_px, retried=True
        )
        hands = hands or _hands(
            self._run_keenly(large), large.shape[:2], scale=scale, shift_px=0, retried=True
        )
        if hands or not _is_grey(large):
            return hands
        border_px = round(SOFT_MARGIN * max(large.shape[:2]))
        soft = _framed(_softened(large), border_px)
        return _hands(
            self._run(soft), soft.shape[:2], scale=scale, shift_px=border_px, retried=True
        )

    def look(self, image: NDArray[np.uint8]) -> list[DetectedHand]:
        """Hands in a part of a picture, (H, W, 3) uint8 RGB, at one look without a second try."""
        large, scale = _enlarged(image)
        return _hands(self._run(large), large.shape[:2], scale=scale, shift_px=0)

    def detect_beside(self, image: NDArray[np.uint8], hand: DetectedHand) -> list[DetectedHand]:
        """Other hands in a picture that `detect` takes, ``hand`` being found in it.

        Where two hands touch, the palm detector often sees one. It is asked again, more keenly
        (`KEEN_HINT`), with the first hand covered and as the picture is, each time at its mirror
        image too, until a hand is seen. Of 80 renders of two-handed gestures in which one hand
        was found this found another in 49, which made the right gesture of 44; one look at the
        covered picture with the usual bounds made 29. In 240 renders of one-handed gestures it
        invented two hands as large as `SMALLEST_BESIDE` says. Looks within a border invented
        20: they are not taken.
        """
        large, scale = _enlarged(image)
        covered = _covered(large, hand.points_px[:, :2] * scale, COVER * hand.extent_px * scale)
        if covered is None:
            return []
        for picture in (covered, large):
            for mirrored in (False, True):
                looked_at = picture[:, ::-1] if mirrored else picture
                found = _hands(
                    self._run_keenly(looked_at), large.shape[:2], scale=scale, shift_px=0
                )
                if mirrored:
                    found = [one.mirrored(image.shape[1]) for one in found]
                others = [one for one in found if _is_another(one, hand)]
                if others:
                    return others
        return []

    def _run(self, image: NDArray[np.uint8]) -> Any:
        return self._opened(self._native).detect(_native_image(image))

    def _run_keenly(self, image: NDArray[np.uint8]) -> Any:
        if self._keen is None and self._native is not None:
            with _native_log_hushed():
                self._keen = self._open_keen()
                self._keen.detect(_native_image(_PLAIN))
        return self._opened(self._keen).detect(_native_image(image))

    @staticmethod
    def _opened(native: Any) -> Any:
        if native is None:
            raise JudgeError(
                "The hand landmarker is closed.", hint="Open a new one with HandLandmarker.open()."
            )
        return native


_opened: weakref.WeakSet[HandLandmarker] = weakref.WeakSet()


def _close_before_exit(landmarker: HandLandmarker) -> None:
    """See that a forgotten landmarker is closed while MediaPipe's own thread still works.

    ``atexit`` comes too late: executors refuse work by then. The hook that
    ``concurrent.futures`` itself uses runs before; where a Python lacks it, ``atexit`` is tried.
    """
    _register_once()
    _opened.add(landmarker)


@cache
def _register_once() -> None:
    register = getattr(threading, "_register_atexit", atexit.register)
    register(_close_all)


def _close_all() -> None:
    for landmarker in list(_opened):
        landmarker.close()


def _native_task(path: Path, *, hint: float = 0.5, presence: float = 0.5) -> Any:
    try:
        from mediapipe.tasks.python.core.base_options import BaseOptions
        from mediapipe.tasks.python.vision.hand_landmarker import (
            HandLandmarker as NativeLandmarker,
        )
        from mediapipe.tasks.python.vision.hand_landmarker import HandLandmarkerOptions
    except ImportError as error:
        raise JudgeError(
            f"MediaPipe cannot be imported: {error}.",
            hint="Run `pip install 'mediapipe>=1.2'`.",
        ) from error
    options = HandLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(path), delegate=BaseOptions.Delegate.CPU),
        num_hands=2,
        min_hand_detection_confidence=hint,
        min_hand_presence_confidence=presence,
    )
    try:
        return NativeLandmarker.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        raise JudgeError(
            f"MediaPipe does not open {path}: {str(error).splitlines()[0]}",
            hint="Remove that file and run `gesture doctor --fetch`.",
        ) from error


def _native_image(image: NDArray[np.uint8]) -> Any:
    import mediapipe

    return mediapipe.Image(
        image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image)
    )


def _enlarged(image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """The picture with no side below `SMALLEST_PX`, and the factor it was enlarged by."""
    height_px, width_px = image.shape[:2]
    scale = SMALLEST_PX / min(height_px, width_px)
    if scale <= 1.0:
        return image, 1.0
    size_px = (round(width_px * scale), round(height_px * scale))
    return np.asarray(Image.fromarray(image).resize(size_px, Image.Resampling.BICUBIC)), scale


def _framed(image: NDArray[np.uint8], border_px: int) -> NDArray[np.uint8]:
    """The picture within a border that repeats its outermost pixels.

    On 24 photographs in which no hand was found at first, such a border of half the picture
    found all 24, one in the edge's mean colour 11: the seam of a plain border hides the hand.
    """
    return np.pad(image, ((border_px, border_px), (border_px, border_px), (0, 0)), mode="edge")


def _is_grey(image: NDArray[np.uint8]) -> bool:
    """Whether a picture is black and white, or nearly so (sepia is not)."""
    few = image[::8, ::8].astype(np.int16)
    return bool((few.max(axis=2) - few.min(axis=2)).mean() < GREY)


def _softened(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture without its finest grain.

    Of 110 photographs of hands made grey 51 were found at one look, 94 at all tries before
    this one, and 108 with it. Tinted like skin fewer were found than grey.
    """
    radius_px = SOFT_SHARE * max(image.shape[:2])
    return np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(radius_px)))


def _is_another(one: DetectedHand, hand: DetectedHand) -> bool:
    """Whether ``one`` is as large as a second hand would be, and not ``hand`` seen again."""
    return one.extent_px > SMALLEST_BESIDE * hand.extent_px and not same_hand(one, hand)


def same_hand(one: DetectedHand, other: DetectedHand) -> bool:
    """Whether ``one`` lies on ``other``: one hand, found twice."""
    away = np.linalg.norm(one.points_px[:, :2] - other.points_px[:, :2], axis=1).mean()
    return bool(away <= SAME_HAND * one.extent_px)


def _covered(
    image: NDArray[np.uint8], points_px: NDArray[np.float64], reach_px: float
) -> NDArray[np.uint8] | None:
    """The picture with the hull of ``points_px`` (N, 2), and ``reach_px`` about it, in the
    picture's median colour; None where all joints are on one line, which covers nothing."""
    from scipy.spatial import ConvexHull, QhullError  # on use: a third of what a worker imports

    try:
        corners = points_px[ConvexHull(points_px).vertices]
    except QhullError:
        return None
    hull = [(float(x), float(y)) for x, y in corners]
    red, green, blue = (int(part) for part in np.median(image.reshape(-1, 3), axis=0))
    picture = Image.fromarray(image)
    draw = ImageDraw.Draw(picture)
    draw.polygon(hull, fill=(red, green, blue))
    draw.line([*hull, *hull[:2]], fill=(red, green, blue), width=round(2 * reach_px), joint="curve")
    return np.asarray(picture)


def _hands(
    result: Any, shape_px: tuple[int, ...], *, scale: float, shift_px: int, retried: bool = False
) -> list[DetectedHand]:
    """MediaPipe's answer as records, in pixels of the picture that the caller gave."""
    height_px, width_px = shape_px
    hands: list[DetectedHand] = []
    for points, world_points, handedness in zip(
        result.hand_landmarks, result.hand_world_landmarks, result.handedness, strict=True
    ):
        points_px = np.array([(p.x * width_px, p.y * height_px, p.z * width_px) for p in points])
        points_px[:, :2] -= shift_px
        label = handedness[0]
        hands.append(
            DetectedHand(
                points_px=points_px / scale,
                world_points_mm=np.array([(p.x, p.y, p.z) for p in world_points]) * 1000.0,
                # Since 0.10.15 the Tasks API names the side of an unmirrored picture; the old
                # solutions, and most pages about them, took the picture for a mirror.
                side="left" if label.category_name == "Left" else "right",
                presence=float(label.score),
                retried=retried,
            )
        )
    return sorted(hands, key=lambda hand: -hand.presence)


@contextmanager
def _native_log_hushed() -> Iterator[None]:
    """Send what native code writes to file descriptor 2 nowhere; Python's stderr is flushed."""
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # no stderr at all, as under some servers
        yield
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(sink)
        os.close(kept)
