"""The words around a gesture as people say it: who, how, where, and words that mean nothing."""

from __future__ import annotations

from collections.abc import Mapping

PREFIXES = (
    "a photo of",
    "photo of",
    "a photograph of",
    "a picture of",
    "picture of a hand,",
    "an image of",
    "close-up of",
    "closeup of a hand",
    "close up photo of",
    "a hand",
    "hand",
    "hand, ",
    "the hand of a person",
    "please draw",
    "show me",
    "i want a hand",
    "can you make",
    "a realistic",
)
MAKERS = (
    *("a woman", "a man", "woman", "man", "a girl", "girl", "a boy", "boy", "someone", "somebody"),
    *(
        "a person",
        "person",
        "he",
        "she",
        "they",
        "a child",
        "an old man",
        "a young woman",
        "a hand",
    ),
    *("hand", "his hand", "her hand", "a man's hand", "a woman's hand", "a model", "a singer"),
    *("a teacher", "my friend", "a dancer", "a close-up hand", "an actor", "portrait of a man"),
)
VERBS = (
    *("making", "doing", "showing", "giving", "flashing", "holding up", "with", "gesturing"),
    *("signing", "posing with", "makes", "does", "shows", "gives", "is making", "is showing"),
    *("forming", "doing the", "making a", "making the", "showing a", "giving a", "with a"),
)
SUFFIXES = ("sign", "gesture", "hand sign", "hand gesture", "hand", "symbol", "pose", "hands", "")
EMPTY_WORDS = (
    *("masterpiece", "best quality", "8k", "4k", "uhd", "highly detailed", "detailed", "film"),
    *("night", "camera", "35mm", "90mm lens", "bokeh", "cinematic", "sharp focus", "raw photo"),
    *("photorealistic", "hyperrealistic", "trending on artstation", "smiling", "looking at viewer"),
    *("street", "outdoors", "in the park", "at home", "city", "beach", "sunny day", "rain"),
    *("red dress", "blue jacket", "wearing a hat", "long hair", "glasses", "sleeve", "watch"),
    *("professional photography", "stock photo", "isolated", "perfect hands", "beautiful"),
    *("natural skin texture", "anatomically correct", "five fingers", "depth of field", "hdr"),
    *("shot on kodak portra", "canon eos", "award winning", "poster", "selfie", "well lit"),
    *("studio", "macro", "detailed skin", "nails", "bracelet", "office", "concert", "crowd"),
)
# Words that name what the scene can show, as people say them; the first is the vocabulary's own.
SCENE_SAID: Mapping[str, tuple[str, ...]] = {
    "white background": ("on white", "on a white background", "isolated on white", "white wall"),
    "black background": ("on black", "on a black background", "black backdrop", "dark background"),
    "grey background": ("on a grey background", "gray background", "grey backdrop"),
    "blue background": ("on blue", "on a blue background", "blue wall behind"),
    "green background": ("on green", "on a green background", "green screen"),
    "purple background": ("on a purple background", "violet background"),
    "yellow background": ("on yellow", "on a yellow background", "yellow wall"),
    "soft light": ("soft lighting", "softly lit", "soft studio light"),
    "light from the left": ("lit from the left", "left side lighting"),
    "light from the right": ("lit from the right", "right side lighting"),
    "light from above": ("lit from above", "overhead light", "top light"),
    "warm light": ("warm lighting", "in warm light", "golden light"),
    "cool light": ("cool lighting", "cold light", "bluish light"),
    "dramatic light": ("dramatic lighting", "hard dramatic light", "chiaroscuro"),
    "porcelain skin": ("very pale skin",),
    "light skin": ("fair skin", "light-skinned"),
    "olive skin": ("olive-skinned",),
    "tan skin": ("tanned skin", "tanned hand"),
    "brown skin": ("brown-skinned", "brown hand"),
    "deep brown skin": ("dark skin", "dark-skinned", "black skin"),
    "left hand": ("left", "with the left hand", "of the left hand"),
    "right hand": ("right", "with the right hand", "of the right hand"),
    "side view": ("from the side", "seen from the side", "in profile"),
    "three-quarter view": ("three quarter view", "3/4 view", "at an angle"),
    "seen from the other side": ("from the other side", "from the reverse"),
    "palm view": (),
    "white marble sculpture": ("made of marble", "marble statue", "marble hand"),
    "bronze sculpture": ("made of bronze", "bronze statue", "bronze hand"),
    "carved wooden hand": ("made of wood", "wooden hand"),
    "glazed white porcelain hand, fine and glossy": ("porcelain hand", "made of porcelain"),
    "transparent glass hand": ("glass hand", "made of glass"),
    "x-ray image of the hand bones": ("x-ray", "xray of a hand", "as an x-ray"),
    "skeleton hand, bare bones of fingers and wrist": ("skeleton hand", "bones only"),
}
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "raised": ("held up", "up", "lifted", "extended"),
    "straight": ("extended", "stretched", "stretched out", "outstretched"),
    "curled": ("folded", "bent", "tucked", "closed"),
    "folded": ("curled", "bent", "tucked", "closed"),
    "index": ("index finger", "forefinger", "pointer", "first finger"),
    "pinky": ("little finger", "pinkie", "small finger"),
    "toward": ("towards", "to"),
    "viewer": ("camera", "us", "me"),
    "touching": ("joined", "meeting", "in contact"),
    "together": ("side by side", "pressed together", "closed"),
    "hand": ("palm", "human hand"),
    "gesture": ("sign", "hand sign", "gesture of the hand"),
    "sign": ("gesture", "symbol", "hand sign"),
}
PREFIXES_ZH = (
    *(
        "",
        "一只手，",
        "手部特写，",
        "照片：",
        "一张照片，",
        "一个女人",
        "一个男人",
        "女孩",
        "男孩",
        "他的手",
    ),
    *("她的手", "有人", "请画", "一只", "一只做出", "手", "特写：", "老人", "小孩", "模特"),
)
VERBS_ZH = ("做出", "比出", "摆出", "比着", "正在做", "做", "比", "举着", "伸手做", "用手比", "")
SUFFIXES_ZH = ("的手势", "手势", "的手", "的照片", "的动作", "", "", "，特写", "的图片")
EMPTY_ZH = (
    "高清",
    "杰作",
    "真实照片",
    "摄影",
    "户外",
    "夜晚",
    "微笑",
    "街头",
    "细节丰富",
    "自拍",
    "室内",
)
