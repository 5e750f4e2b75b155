"""Texts of mending, in the Sweep form, at a mended picture and in results; English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

MEND_TEXTS: Mapping[str, tuple[str, str]] = {
    "mend.title": ("Hands drawn once more (mending)", "重画手部（修补）"),
    "mend.hands": ("Drawn once more in the finished picture", "在成图中重画"),
    "mend.hands.none": ("no", "不修补"),
    "mend.hands.wrong": ("wrong hands", "有误的手"),
    "mend.hands.all": ("all hands", "所有的手"),
    "mend.strengths": ("How strongly", "重画强度"),
    "mend.strengths.empty": ("0.5; or several, as 0.5, 0.7", "0.5，也可写几个，如 0.5, 0.7"),
    "mend.passes": ("How often", "重画次数"),
    "mend.passes.empty": ("1; up to 4", "1，最多 4"),
    "mend.title.picture": ("Hands drawn once more", "手部重画"),
    "mend.said.wrong": (
        "The hands that were wrong are drawn once more, strength {strength}, pass {number}. "
        "The rest is untouched.",
        "重画了有误的手，强度 {strength}，第 {number} 次；其余部分未改动。",
    ),
    "mend.said.all": (
        "All hands are drawn once more, strength {strength}, pass {number}. The rest is untouched.",
        "重画了所有的手，强度 {strength}，第 {number} 次；其余部分未改动。",
    ),
    "mend.same.wrong": (
        "No hand was found wrong, so the picture is as before.",
        "没有找到有误的手，图片与之前相同。",
    ),
    "mend.same.all": (
        "No hand was found, so the picture is as before.",
        "没有找到手，图片与之前相同。",
    ),
    "mend.before": ("before: as drawn", "之前：未修补"),
    "mend.before.pass": ("before: after pass {number}", "之前：第 {number} 次之后"),
    "mend.after": ("after", "之后"),
    "mend.gone": (
        "The picture before is not here any more.",
        "之前的图片已不在这里。",
    ),
    "mend.favours": (
        "The form judge chose the hands that were drawn once more, so its own verdicts favour "
        "mending; people's, or “all hands”, do not.",
        "重画哪些手由手形判定器选出，因此它自己的判定偏向修补；人工判定或“所有的手”则不偏向。",
    ),
    "values.mend": ("mending values", "修补取值"),
}
