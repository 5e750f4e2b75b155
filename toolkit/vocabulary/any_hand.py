"""The gesture ``any``: a hand, whatever it does. For prompts that ask for no gesture of ours."""

from __future__ import annotations

from toolkit.hands.pose import FingerPose, HandPose, ThumbPose
from toolkit.vocabulary.entries import Gesture, Localized

ANY = "any"
"""The id. The judge passes every picture with a hand, and says which gesture it looks like."""

_RELAXED = FingerPose(mcp=12.0, pip=18.0, dip=10.0)

ANY_HAND = Gesture(
    id=ANY,
    kind="any",
    name=Localized(en="any hand", zh="任何手势"),
    phrases=("a hand", "a human hand with four fingers and a thumb"),
    phrases_zh=("一只手", "一只有四指和拇指的手"),
    written=HandPose(
        thumb=ThumbPose(radial=28.0, palmar=25.0),
        index=_RELAXED,
        middle=_RELAXED,
        ring=_RELAXED,
        pinky=_RELAXED,
    ),
)
"""Not one of a vocabulary's gestures, but `Vocabulary.gesture` knows it."""
