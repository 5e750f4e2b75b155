"""What forms say about a field that cannot be used, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

FORM_TEXTS: Mapping[str, tuple[str, str]] = {
    # The fields, as a sentence names them
    "field.gestures": ("Gestures", "手势"),
    "field.phrases": ("Phrases", "措辞"),
    "field.own_phrases": ("Your own phrases", "自己的措辞"),
    "field.models": ("Models", "模型"),
    "field.weights": ("Weights", "权重"),
    "field.controls": ("Held to the pose by", "按姿势控制"),
    "field.strengths": ("Control strength", "控制强度"),
    "field.seeds": ("Seeds for each", "每组种子数"),
    "field.first_seed": ("First seed", "起始种子"),
    "field.steps": ("Steps", "步数"),
    "field.guidance": ("Guidance", "引导强度"),
    "field.loras": ("LoRAs", "LoRA 文件"),
    "field.scales": ("How strongly LoRAs count", "LoRA 的强度"),
    "field.embeddings": ("Embeddings", "嵌入"),
    "field.tokens": ("The embedding's word", "嵌入的词"),
    "field.mend_strengths": ("How strongly hands are drawn once more", "重画强度"),
    "field.passes": ("How often hands are drawn once more", "重画次数"),
    # What is wrong with them
    "problem.nothing_chosen": ("{field}: choose at least one.", "{field}：请至少选择一项。"),
    "problem.not_offered": (
        "{field}: “{got}” is not on offer here; choose one from the list.",
        "{field}：这里没有“{got}”，请从列表中选择。",
    ),
    "problem.empty": (
        "{field}: write a whole number from {low} to {high}.",
        "{field}：请填写 {low} 到 {high} 的整数。",
    ),
    "problem.not_whole": (
        "{field}: “{got}” is not a whole number from {low} to {high}.",
        "{field}：“{got}”不是 {low} 到 {high} 的整数。",
    ),
    "problem.not_number": (
        "{field}: “{got}” is not a number from {low} to {high}.",
        "{field}：“{got}”不是 {low} 到 {high} 的数。",
    ),
    "problem.not_as_many": (
        "{field}: got {got}; write {high}, one for each file, or none.",
        "{field}：现有 {got} 个；请写 {high} 个，每个文件一个，或留空。",
    ),
    "problem.no_control": (
        "{field}: nothing holds the hand to its pose, so a strength changes nothing; "
        "choose what holds it first.",
        "{field}：尚未选择按姿势控制的方式，强度不起作用；请先选择控制方式。",
    ),
    "problem.model_without_control": (
        "{field}: the model “{got}” cannot be held to a pose; choose another model, or nothing.",
        "{field}：模型“{got}”不支持按姿势控制；请换模型或选择不控制。",
    ),
}
