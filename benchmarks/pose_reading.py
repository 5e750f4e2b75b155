"""How well a pose is read from a picture: `gesture vocab new ID --from PHOTO` on drawn hands.

    python benchmarks/pose_reading.py

Each of some gestures is drawn as a right and as a left hand, found by the landmark network, and
its pose read with the gesture itself, and its twins, taken out of what the fit may begin with.
"""

from __future__ import annotations

from dataclasses import astuple

import numpy as np

from toolkit.errors import GestureError
from toolkit.hands.kinematics import joint_points
from toolkit.hands.pose import FINGERS, Side
from toolkit.judging.gesture.features import measure_detected
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.gesture.match import Matcher
from toolkit.judging.gesture.pose_reading import read_pose
from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.pictures import gesture_picture

GESTURES = (
    *("peace", "fist", "palm", "ok", "rock", "like", "three", "call", "point_sideways", "pinch"),
    *("two_up", "letter_a", "thumb_index", "dislike", "three_gun", "vulcan", "crossed_fingers"),
    *("grip", "money", "cornuto", "mute", "letter_e", "holding_cup", "wave"),
)
SIDES: tuple[Side, Side] = ("right", "left")
SIZE_PX = 256


def main() -> None:
    """Read every hand and print how far the angles are off."""
    words = load_vocabulary(extra=())
    matcher = Matcher(words.gestures.values())
    fingers: list[float] = []
    thumbs: list[float] = []
    first = found = failed = 0
    with HandJudge.open(words, on_message=print) as judge:
        for id in GESTURES:
            gesture = words[id]
            family = {id, *gesture.twins}
            for side in SIDES:
                reading = judge.read(gesture_picture(gesture, SIZE_PX, side=side), pairs=False)
                if not reading.seen:
                    continue
                found += 1
                seen = reading.seen[0]
                near = next(m.gesture for m in seen.matches if m.gesture not in family)
                measured = measure_detected(seen.hand, seen.side)
                try:
                    read = read_pose(seen.hand, measured, seen.side, start=words[near].pose)
                except GestureError as error:
                    failed += 1
                    print(f"{id}, {side}: {error}")
                    continue
                for name in FINGERS:
                    got, true = (astuple(getattr(p, name)) for p in (read.pose, gesture.pose))
                    off = np.abs(np.subtract(got, true))
                    if name == "thumb":
                        thumbs.append(float(off.max()))
                    else:
                        fingers += [float(each) for each in off[:3]]
                costs = matcher.point_costs(joint_points(read.pose), "right")
                first += matcher.names[int(np.argmin(costs))] in family
    print(f"{2 * len(GESTURES)} hands, {found} found, {failed} not read")
    print(f"finger joints: {np.mean(fingers):.1f}° off on average, {np.max(fingers):.0f}° at worst")
    print(
        f"a thumb's worst angle: {np.median(thumbs):.0f}° (median), {np.max(thumbs):.0f}° at worst"
    )
    print(f"taken for the gesture or a twin by the judge's matcher: {first} of {found - failed}")


if __name__ == "__main__":
    main()
