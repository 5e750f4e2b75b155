"""Texts of the Sweep tab's first question, its plan as a file, and what a run found."""

from __future__ import annotations

from collections.abc import Mapping

TRY_TEXTS: Mapping[str, tuple[str, str]] = {
    "try.title": ("What do you want to try?", "您想试什么？"),
    "try.prompt": ("Your prompt, or a few words", "您的提示词，或几个词"),
    "try.prompt.example": (
        "studio portrait of a man waving his hands, detailed, film",
        "一个女孩比剪刀手，自拍",
    ),
    "try.negative": ("Your negative prompt", "您的反向提示词"),
    "try.negative.example": ("bad hands, extra digits", "多余的手指，畸形的手"),
    "try.gesture": ("Gesture", "手势"),
    "try.gesture.found": ("as found in the prompt", "从提示词中识别"),
    "try.run": ("Mine against ours", "我的对比词库的"),
    "try.found": (
        "{gesture}: your “{mine}” against our plain and our explicit phrase.",
        "{gesture}：您的“{mine}”对比我们的简单与详尽措辞。",
    ),
    "try.whole": (
        "{gesture}: your whole prompt against our plain and our explicit one.",
        "{gesture}：您的整条提示词对比我们的简单与详尽提示词。",
    ),
    "try.words": (
        "No gesture is named: your words are tried behind {gestures}, with and without them.",
        "没有提到手势：您的词将加在{gestures}之后，并与不加时对比。",
    ),
    "try.negatives": (
        "Your negative prompt on {gestures}, with and without it.",
        "您的反向提示词用在{gestures}上，并与不用时对比。",
    ),
    "try.with_negative": (
        "Each with and without your negative prompt.",
        "各自用与不用您的反向提示词。",
    ),
    "try.same_seeds": ("Same seeds throughout.", "全部使用相同的种子。"),
    "try.not_said": ("Not said yet; press to add", "还没有说明，点按即可加入"),
    "try.untaught": (
        "{model} was never taught {gestures}.",
        "{model} 没有学过{gestures}。",
    ),
    "sweep.untaught": ("not taught", "未学过"),
    "try.own_form": ("Or choose word by word", "或逐项选择"),
    # The plan as a file
    "plan.download": ("Plan as YAML", "下载计划（YAML）"),
    "plan.upload": ("Plan from a file", "上传计划"),
    "plan.loaded": (
        "The plan “{name}” is used as it stands, instead of the form.",
        "将按原样使用计划“{name}”，而不是表单。",
    ),
    "plan.back": ("Back to the form", "返回表单"),
    "plan.put_back": ("Its settings into the form", "把设置放回表单"),
    "plan.put_back_done": (
        "The form has the settings of this run.",
        "表单已填入该次运行的设置。",
    ),
    # How a pasted prompt was read
    "note.emphasis": (
        "“{got}” is read as emphasis, ×1.1; write \\( and \\) for brackets that are words.",
        "“{got}”按强调读取（×1.1）；若是普通括号请写成 \\( 和 \\)。",
    ),
    "note.hushed": (
        "“{got}” is read as less weight, ÷1.1; write \\[ and \\] for brackets that are words.",
        "“{got}”按减弱读取（÷1.1）；若是普通括号请写成 \\[ 和 \\]。",
    ),
    "note.open_bracket": (
        "The bracket that opens at “{got}” is never closed: it reaches to the end.",
        "“{got}”处的括号没有闭合，一直延伸到结尾。",
    ),
    "note.lone_bracket": (
        "The bracket in “{got}” has no partner and is read as a sign.",
        "“{got}”里的括号不成对，按普通符号读取。",
    ),
    "note.lone_backslash": (
        "The backslash in “{got}” escapes nothing and is left out.",
        "“{got}”里的反斜杠没有作用，已去掉。",
    ),
    "note.square_words": (
        "ComfyUI knows no square brackets: those in “{got}” are signs.",
        "“{got}”里的方括号在 ComfyUI 中只是普通符号。",
    ),
    "note.double_square": (
        "“{got}” is a literal bracket here; write (word:0.83) for less weight.",
        "“{got}”在这里是普通括号；要减弱请写 (词:0.83)。",
    ),
    "note.embedding": (
        "“{got}” names an embedding; its name is sent as a word.",
        "“{got}”是嵌入的名字，将作为普通词发送。",
    ),
    "note.word_signs": (
        "“{got}” is sent as it stands, signs and all.",
        "“{got}”连同符号按原样发送。",
    ),
    "note.weights_lost": (
        "Plain text has no weights: that of “{got}” is lost.",
        "纯文本没有权重，“{got}”的权重已丢失。",
    ),
    # What a run found
    "found.title": ("What the same seeds say", "相同种子的结果"),
    "found.unknown": (
        "{model} does not know: {words}.",
        "{model} 不认识：{words}。",
    ),
    "found.unknown_word": ("{model} has never heard this word", "{model} 没听过这个词"),
}
