"""The skeleton's pixels: those of the published rule, step by step, and of OpenCV itself."""

from __future__ import annotations

import colorsys
import math
from dataclasses import replace

import numpy as np
import pytest

from toolkit.hands.kinematics import rotate
from toolkit.hands.pose import FINGERS, FingerPose, HandPose, PlacedHand
from toolkit.rendering.opencv_lines import draw_disc, draw_line
from toolkit.rendering.scene import HandScene, scene_hands_px, scene_points_px
from toolkit.rendering.skeleton import EDGES, draw_skeleton

BLUE = (0, 0, 255)
ONE = 1 << 16
# Rows of cv2.circle's discs of radius 1 and 4: half width by distance from the middle row.
ROWS = {1: {0: 1, 1: 0}, 4: {0: 4, 1: 3, 2: 3, 3: 2, 4: 0}}


def random_scene(number: int) -> HandScene:
    rng = np.random.default_rng((7, number))
    fingers = {
        name: FingerPose(
            mcp=float(rng.uniform(-10, 90)),
            pip=float(rng.uniform(0, 100)),
            dip=float(rng.uniform(0, 70)),
            spread=float(rng.uniform(-5, 15)),
        )
        for name in FINGERS[1:]
    }
    turns = rng.uniform(-180, 180, 3)
    return HandScene(
        pose=HandPose(side="left" if number % 3 == 0 else "right", **fingers),
        yaw=float(turns[0]),
        pitch=float(turns[1] / 4),
        roll=float(turns[2]),
        frame_mm=float(rng.uniform(230, 340)),
    )


class SlowCanvas:
    """One pixel at a time into a dict, by the words of OpenCV's drawing.cpp; no numpy."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.pixels: dict[tuple[int, int], tuple[int, int, int]] = {}

    def dot(self, x: int, y: int, colour: tuple[int, int, int]) -> None:
        if 0 <= x < self.size and 0 <= y < self.size:
            self.pixels[x, y] = colour

    def disc(self, x: int, y: int, radius: int, colour: tuple[int, int, int]) -> None:
        for off in range(-radius, radius + 1):
            for across in range(-ROWS[radius][abs(off)], ROWS[radius][abs(off)] + 1):
                self.dot(x + across, y + off, colour)

    def thin(self, p: tuple[int, int], q: tuple[int, int], colour: tuple[int, int, int]) -> None:
        (x0, y0), (x1, y1) = p, q
        if abs(x1 - x0) > abs(y1 - y0):
            if x1 < x0:
                x0, y0, x1, y1 = x1, y1, x0, y0
            step = math.trunc(((y1 - y0) * ONE) / (abs(x1 - x0) | 1))
            self.dot((x1 + ONE // 2) // ONE, (y1 + ONE // 2) // ONE, colour)
            y = y0 + ONE // 2
            for count in range((x1 - x0) // ONE + 1):
                self.dot((x0 + ONE // 2) // ONE + count, y // ONE, colour)
                y += step
        else:
            if y1 < y0:
                x0, y0, x1, y1 = x1, y1, x0, y0
            step = math.trunc(((x1 - x0) * ONE) / (abs(y1 - y0) | 1))
            self.dot((x1 + ONE // 2) // ONE, (y1 + ONE // 2) // ONE, colour)
            x = x0 + ONE // 2
            for count in range((y1 - y0) // ONE + 1):
                self.dot(x // ONE, (y0 + ONE // 2) // ONE + count, colour)
                x += step

    def thick(self, p: tuple[int, int], q: tuple[int, int], colour: tuple[int, int, int]) -> None:
        away_x, away_y = float(p[0] - q[0]), float(q[1] - p[1])
        if (away_x, away_y) != (0.0, 0.0):
            share = ONE / math.sqrt(away_x * away_x + away_y * away_y)
            dx, dy = round(away_y * share), round(away_x * share)
            (x0, y0), (x1, y1) = ((v[0] * ONE, v[1] * ONE) for v in (p, q))
            quad = [(x0 + dx, y0 + dy), (x0 - dx, y0 - dy), (x1 - dx, y1 - dy), (x1 + dx, y1 + dy)]
            for number in range(4):
                self.thin(quad[number - 1], quad[number], colour)
            for y, (left, right) in self.scan(quad).items():
                for x in range((left + ONE // 2) // ONE, (right + ONE // 2) // ONE + 1):
                    self.dot(x, y, colour)
        self.disc(*p, 1, colour)
        self.disc(*q, 1, colour)

    @staticmethod
    def scan(quad: list[tuple[int, int]]) -> dict[int, tuple[int, int]]:
        """The two chains from the top corner down, each edge started at its upper corner's x."""
        top = min(range(4), key=lambda number: quad[number][1])
        chains: list[dict[int, int]] = []
        rows = [(y + ONE // 2) // ONE for _, y in quad]
        for turn in (1, -1):
            chain: dict[int, int] = {}
            y = rows[top]
            for number in range(4):
                here, there = (top + turn * number) % 4, (top + turn * (number + 1)) % 4
                if rows[there] <= y:
                    continue
                height = rows[there] - y
                run = quad[there][0] - quad[here][0]
                slope = math.trunc((2 * run + height) / (2 * height))
                for row in range(y, rows[there]):
                    chain[row] = quad[here][0] + slope * (row - y)
                chain[rows[there]] = quad[here][0] + slope * height
                y = rows[there]
            chains.append(chain)
        return {
            y: (min(chains[0][y], chains[1][y]), max(chains[0][y], chains[1][y]))
            for y in chains[0]
            if y in chains[1]
        }

    def picture(self) -> np.ndarray:
        canvas = np.zeros((self.size, self.size, 3), dtype=np.uint8)
        for (x, y), colour in self.pixels.items():
            canvas[y, x] = colour
        return canvas


def slow_skeleton(points: np.ndarray, size: int) -> np.ndarray:
    canvas = SlowCanvas(size)
    whole = [(int(x), int(y)) for x, y in points]
    for number, (one, two) in enumerate(EDGES):
        hue = colorsys.hsv_to_rgb(number / 20, 1, 1)
        red, green, blue = (round(255 * part) for part in hue)
        canvas.thick(whole[one], whole[two], (red, green, blue))
    for x, y in whole:
        canvas.disc(x, y, 4, BLUE)
    return canvas.picture()


@pytest.mark.parametrize("number", range(50))
def test_fifty_random_poses_have_the_pixels_of_a_slow_drawer(number: int) -> None:
    size_px = (96, 192, 256, 512)[number % 4]
    points = scene_points_px(random_scene(number), size_px)
    assert points.min() > 0.01
    assert (draw_skeleton(points, size_px) == slow_skeleton(points, size_px)).all()


def test_fifty_random_poses_have_the_pixels_of_opencv() -> None:
    cv2 = pytest.importorskip("cv2")
    for number in range(50):
        points = scene_points_px(random_scene(number), 256)
        expected = np.zeros((256, 256, 3), dtype=np.uint8)
        whole = [(int(x), int(y)) for x, y in points]
        for edge, (one, two) in enumerate(EDGES):
            colour = [255 * part for part in colorsys.hsv_to_rgb(edge / 20, 1.0, 1.0)]
            cv2.line(expected, whole[one], whole[two], colour, thickness=2)
        for point in whole:
            cv2.circle(expected, point, 4, BLUE, thickness=-1)
        assert (draw_skeleton(points, 256) == expected).all(), number


def test_lines_that_leave_the_picture_are_cut_as_opencv_cuts_them() -> None:
    cv2 = pytest.importorskip("cv2")
    rng = np.random.default_rng(3)
    for _ in range(300):
        one, two = rng.integers(1, 120, (2, 2)).tolist()
        ours, theirs = np.zeros((2, 80, 80, 3), dtype=np.uint8)
        draw_line(ours, tuple(one), tuple(two), (9, 99, 199))
        cv2.line(theirs, one, two, (9, 99, 199), thickness=2)
        assert (ours == theirs).all(), (one, two)


def test_discs_at_the_edge_are_cut() -> None:
    cv2 = pytest.importorskip("cv2")
    for centre in ((0, 0), (1, 38), (39, 20), (45, 20), (20, -3)):
        ours, theirs = np.zeros((2, 40, 40, 3), dtype=np.uint8)
        draw_disc(ours, centre, 4, BLUE)
        cv2.circle(theirs, centre, 4, BLUE, thickness=-1)
        assert (ours == theirs).all(), centre


def test_points_in_the_first_column_are_skipped_with_their_lines() -> None:
    points = scene_points_px(HandScene(pose=HandPose()), 128)
    points[8] = (0.9, 60.0)
    picture = draw_skeleton(points, 128)
    assert not picture[55:65, :5].any()
    assert not draw_skeleton(np.zeros((21, 2)), 64).any()


def test_two_hands_share_one_canvas() -> None:
    other = PlacedHand(pose=HandPose(side="left"), offset_mm=(-150.0, 0.0, 0.0))
    scene = HandScene(pose=HandPose(), second=other, frame_mm=420)
    both = scene_hands_px(scene, 256)
    assert both.shape == (2, 21, 2)
    picture = draw_skeleton(both, 256)
    first, second = (draw_skeleton(points, 256) for points in both)
    assert ((picture > 0) == ((first > 0) | (second > 0))).all()
    assert first.any()
    assert second.any()
    assert (first != second).any()


def test_the_forearm_is_a_shaded_limb_below_the_wrist_and_leaves_the_hand_alone() -> None:
    scene = HandScene(pose=HandPose(), frame_mm=500, offset_mm=(0.0, 90.0))
    points = scene_points_px(scene, 300)
    bare, limbed = draw_skeleton(points, 300), draw_skeleton(points, 300, forearm=True)
    hand = bare.any(axis=2)
    assert (limbed[hand] == bare[hand]).all()
    added = limbed.any(axis=2) & ~hand
    rows = np.nonzero(added)[0]
    assert rows.max() > points[0, 1] + 60
    assert rows.min() > points[0, 1] - 6
    assert (limbed[added] == (153, 153, 0)).all(axis=1).mean() > 0.8
    left = draw_skeleton(points, 300, forearm=True, sides=("left",))
    assert (left[added] == (51, 153, 0)).all(axis=1).mean() > 0.8


def test_the_forearm_has_the_ellipse_of_the_body_drawing() -> None:
    cv2 = pytest.importorskip("cv2")
    scene = replace(random_scene(4), yaw=0.0, pitch=0.0, roll=30.0, frame_mm=900.0)
    points = scene_points_px(scene, 400)
    ours = draw_skeleton(points, 400, forearm=True)
    wrist = points[0]
    elbow = wrist + 2.9 * (wrist - points[[5, 9, 13, 17]].mean(axis=0))
    middle = (wrist + elbow) / 2
    half = int(math.dist(wrist, elbow) / 2)
    angle = int(math.degrees(math.atan2(elbow[1] - wrist[1], elbow[0] - wrist[0])))
    limb = cv2.ellipse2Poly((int(middle[0]), int(middle[1])), (half, 4), angle, 0, 360, 1)
    theirs = np.zeros((400, 400, 3), dtype=np.uint8)
    cv2.fillConvexPoly(theirs, limb, (153, 153, 0))
    limb_only = (ours == (153, 153, 0)).all(axis=2)
    expected = (theirs > 0).any(axis=2) & ~(ours.any(axis=2) & ~limb_only)
    assert (limb_only != expected).sum() <= 0.03 * expected.sum()


def test_a_turned_hand_turns_its_skeleton() -> None:
    scene = HandScene(pose=HandPose())
    turned = replace(scene, roll=90.0)
    straight = scene_points_px(scene, 256) - 128
    expected = rotate(np.c_[straight, np.zeros(21)] * (1, -1, 1), roll=90.0)[:, :2] * (1, -1)
    assert np.allclose(scene_points_px(turned, 256) - 128, expected, atol=1e-6)
