"""Texts of the Sweep form's part for LoRA and embedding files, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

ADAPTER_TEXTS: Mapping[str, tuple[str, str]] = {
    "adapter.title": ("LoRA and embedding files", "LoRA 与嵌入文件"),
    "adapter.files": ("Drop .safetensors files here", "把 .safetensors 文件拖到这里"),
    "adapter.loras": ("LoRAs, each beside none", "LoRA（逐个与“无”比较）"),
    "adapter.scales": ("How strongly LoRAs count", "LoRA 的强度"),
    "adapter.scales.empty": ("1; or several, as 0.5, 0.8, 1", "1，也可写几个，如 0.5, 0.8, 1"),
    "adapter.embeddings": ("Embeddings, each beside none", "嵌入（逐个与“无”比较）"),
    "adapter.tokens": ("The embedding's word", "嵌入的词"),
    "adapter.tokens.empty": ("the file's name", "默认为文件名"),
    "adapter.place": ("It joins", "加在"),
    "adapter.place.prompt": ("the prompt", "提示词"),
    "adapter.place.negative": ("the negative", "反向词"),
    "adapter.taken.lora": ("{name}: a LoRA, kept and chosen.", "{name}：LoRA，已保存并选中。"),
    "adapter.taken.embedding": (
        "{name}: an embedding, kept and chosen.",
        "{name}：嵌入，已保存并选中。",
    ),
    "error.adapter_pickled": (
        "“{got}” is a pickled file, which can run code, so it is never loaded. Take its "
        "“.safetensors” version.",
        "“{got}”是可以执行代码的文件格式，不会载入。请改用“.safetensors”版本。",
    ),
    "error.adapter_ending": (
        "“{got}” is no “.safetensors” file.",
        "“{got}”不是“.safetensors”文件。",
    ),
    "error.adapter_not_whole": (
        "“{got}” is damaged or not whole. Fetch or copy it again.",
        "“{got}”已损坏或不完整，请重新下载或复制。",
    ),
    "error.not_a_lora": ("“{got}” is no LoRA.", "“{got}”不是 LoRA 文件。"),
    "error.adapter_neither": (
        "“{got}” is neither a LoRA nor an embedding.",
        "“{got}”既不是 LoRA 也不是嵌入。",
    ),
    "error.adapter_too_many": (
        "At most {most} files are taken here at once.",
        "这里一次最多收 {most} 个文件。",
    ),
}
