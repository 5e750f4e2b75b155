"""Plans with words of one's own: literal values, and slots of one's own template."""

from __future__ import annotations

import json

import pytest

from tests.rating_samples import judged
from toolkit.errors import PlanError, UnknownName
from toolkit.rating import effects, yields
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()


def plan(**keys: object) -> Plan:
    return load_plan({"gestures": ["peace"], "seeds": 1, **keys}, WORDS)


def said(made: Plan) -> list[str]:
    return [prompt for prompt, _ in made.prompts("compel")]


def test_own_phrases_beside_ours() -> None:
    made = plan(axes={"phrase": ["plain", "waving his hands", {"text": "waving"}, ""]})
    assert made.axes["phrase"] == ("plain", "waving his hands", '"waving"', "none")
    assert said(made) == [
        "a photo of peace sign",
        "a photo of waving his hands",
        "a photo of waving",
        "",
    ]
    assert [cell.gesture for cell in made.cells()] == ["peace"] * 4


def test_own_phrases_are_weighted_like_ours() -> None:
    made = plan(axes={"phrase": ["waving his hands"], "weight": [1.3]})
    assert said(made) == ["a photo of (waving his hands)1.3"]


@pytest.mark.parametrize(
    ("value", "carried", "text"),
    [
        ("bad hands, extra digits", "bad hands, extra digits", "bad hands, extra digits"),
        ("lowres,blurry", "lowres,blurry", "lowres,blurry"),
        ({"text": "blurry"}, '"blurry"', "blurry"),
        ("三只手", "三只手", "三只手"),
        ("", "none", ""),
        ("anatomy+own", "anatomy+own", None),
        ("anatomy + own", "anatomy + own", None),
        ("six fingers + own", "six fingers + own", "six fingers + own"),
    ],
)
def test_own_negatives(value: object, carried: str, text: str | None) -> None:
    made = plan(axes={"negative": value})
    assert made.axes["negative"] == (carried,)
    [(_, negative)] = made.prompts("plain")
    if text is None:
        ours = WORDS.scene_word("negative", "anatomy").text
        assert negative.startswith(ours)
        assert negative != ours
    else:
        assert negative == text


def test_own_words_on_every_scene_axis() -> None:
    axes = {
        "subject": "a woman in a red dress",
        "view": ["palm", "seen from the ceiling"],
        "light": {"text": "moonlight"},
        "style": ["", "in the style of Vermeer"],
    }
    assert said(plan(axes=axes))[1::2] == [
        f"a photo of peace sign, a woman in a red dress, {view}, moonlight, in the style of Vermeer"
        for view in (WORDS.scene_word("view", "palm").text, "seen from the ceiling")
    ]


def test_slots_of_one_s_own() -> None:
    made = plan(
        template="studio portrait of a man {gesture}, {quality}, {lens:1.2}",
        axes={"quality": ["", "masterpiece", "8k"], "lens": ["90mm lens", "", 35]},
    )
    assert made.axes["quality"] == ("none", "masterpiece", "8k")
    assert made.axes["lens"] == ("90mm lens", "none", "35")
    assert said(made)[:5] == [
        "studio portrait of a man peace sign, (90mm lens)1.2",
        "studio portrait of a man peace sign",
        "studio portrait of a man peace sign, (35)1.2",
        "studio portrait of a man peace sign, masterpiece, (90mm lens)1.2",
        "studio portrait of a man peace sign, masterpiece",
    ]
    assert made.cell_count == 9


def test_a_plan_with_own_words_survives_json() -> None:
    made = plan(
        template="{gesture}, {subject}, {lens}",
        axes={
            "phrase": ["plain", "waving his hands", {"text": "waving"}, {"text": '"so-called"'}],
            "negative": ["none", "bad hands, extra digits", {"text": "none"}],
            "subject": ["", "<b>a woman</b> in “red”"],
            "lens": ["", {"text": "none"}, '""', "90mm lens"],
        },
        skip=[{"phrase": "waving his hands", "lens": ""}, {"phrase": {"text": "waving"}}],
    )
    again = load_plan(json.loads(made.to_json()), WORDS)
    assert again == made
    assert [cell.id for cell in again.cells()] == [cell.id for cell in made.cells()]
    assert made.cell_count == (4 * 4 - 1 - 4) * 3 * 2


@pytest.mark.parametrize(
    ("keys", "error", "says"),
    [
        ({"axes": {"phrase": "plian"}}, PlanError, r"your own stands as \{text: plian\}"),
        ({"axes": {"subject": "womn"}}, UnknownName, r"'woman'\?.* as \{text: womn\}"),
        ({"axes": {"lens": "90mm"}}, UnknownName, r"must stand as \{name\} in the template"),
        (
            {"axes": {"qualty": "8k"}, "template": "{gesture}, {quality}"},
            UnknownName,
            "Did you mean 'quality'",
        ),
        ({"template": "{gesture}, {lens}"}, PlanError, r"has a slot \{lens\} that nothing fills"),
        ({"template": "{gesture}, {gsture}"}, PlanError, "Did you mean 'gesture'"),
        (
            {"template": "{gesture}, {weight}", "axes": {"weight": 1}},
            PlanError,
            r"the slot \{weight\}, which is no axis of words",
        ),
        ({"template": "{gesture}, {my lens}"}, PlanError, "letters, digits and _"),
        ({"axes": {"phrase": {"txt": "a b"}}}, PlanError, r"expected a word, or \{text:"),
        ({"axes": {"phrase": {"text": 3}}}, PlanError, r"expected a word, or \{text:"),
        ({"axes": {"phrase": ["a b", "a  b "]}}, PlanError, "'a b' is given twice"),
        ({"axes": {"phrase": "x y" * 40_000}}, PlanError, "at most 2,000"),
        ({"axes": {"phrase": "(((((("}}, PlanError, r"phrase\[0\]: .*brackets and no words"),
        ({"axes": {"negative": {"text": "[(())]"}}}, PlanError, "brackets and no words"),
        (
            {"axes": {"lens": ["90mm", "()"]}, "template": "{gesture}, {lens}"},
            PlanError,
            r"lens\[1\]: '\(\)' holds brackets",
        ),
        ({"axes": {"light": "moon\x07 light"}}, PlanError, r"axes\.light.*U\+0007"),
        (
            {"axes": {"lens": [None]}, "template": "{gesture}, {lens}"},
            PlanError,
            r"axes\.lens\[0\]: got None",
        ),
        (
            {"axes": {"subject": "a = b"}, "template": "{gesture}, {subject:1.2}"},
            PlanError,
            "equals sign",
        ),
        (
            {
                "axes": {"lens": ["90mm", "a = b"]},
                "template": "{gesture}, {lens:1.2}",
            },
            PlanError,
            "equals sign",
        ),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(
    keys: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        plan(**keys)
    assert len(str(caught.value)) < 1000


def test_yields_and_effects_know_own_axes_by_name() -> None:
    cells = [
        judged(outcome, seed=seed, quality=quality)
        for seed in range(8)
        for quality, outcome in (("none", "fail"), ("8k", "pass"))
    ]
    assert [row.values for row in yields(cells, ["quality"])] == [
        (("quality", "none"),),
        (("quality", "8k"),),
    ]
    [effect] = effects(cells, "quality")
    assert (effect.value, effect.reference, effect.difference.difference) == ("8k", "none", 1.0)
