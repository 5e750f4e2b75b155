"""Texts for axes, their values, runs and dates, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

VALUE_TEXTS: Mapping[str, tuple[str, str]] = {
    "axis.gesture": ("gesture", "手势"),
    "axis.phrase": ("phrase", "措辞"),
    "axis.weight": ("weight", "权重"),
    "axis.view": ("view", "视角"),
    "axis.negative": ("negative", "反向词"),
    "axis.side": ("hand", "左右手"),
    "axis.skin": ("skin", "肤色"),
    "axis.light": ("light", "光线"),
    "axis.background": ("background", "背景"),
    "axis.style": ("style", "风格"),
    "axis.subject": ("subject", "人物"),
    "axis.material": ("material", "材质"),
    "axis.model": ("model", "模型"),
    "axis.seed": ("seed", "种子"),
    "axis.steps": ("steps", "步数"),
    "axis.guidance": ("guidance", "引导强度"),
    "axis.scheduler": ("scheduler", "采样器"),
    "axis.control": ("control", "控制图"),
    "axis.control_strength": ("control strength", "控制强度"),
    "axis.px": ("size in pixels", "尺寸（像素）"),
    "value.none": ("none", "无"),
    "value.scheduler.default": ("default", "模型默认"),
    "value.control.none": ("no control", "无控制图"),
    "value.control.skeleton": ("skeleton", "骨架图"),
    "value.control.depth": ("depth map", "深度图"),
    # The sample plans, by name
    "plan.control": ("control", "姿势控制"),
    "plan.demo": ("demo", "演示"),
    "plan.generations": ("generations", "模型的三代"),
    "plan.negatives": ("negatives", "反向词"),
    "plan.views": ("views", "视角"),
    "plan.weights": ("weights", "权重"),
    # Dates
    "time.date": ("{day:02d} {month} {time}", "{month}{day}日 {time}"),
    "month.1": ("Jan", "1月"),
    "month.2": ("Feb", "2月"),
    "month.3": ("Mar", "3月"),
    "month.4": ("Apr", "4月"),
    "month.5": ("May", "5月"),
    "month.6": ("Jun", "6月"),
    "month.7": ("Jul", "7月"),
    "month.8": ("Aug", "8月"),
    "month.9": ("Sep", "9月"),
    "month.10": ("Oct", "10月"),
    "month.11": ("Nov", "11月"),
    "month.12": ("Dec", "12月"),
}
