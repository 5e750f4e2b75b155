from __future__ import annotations

import hashlib
import itertools
import json
import tracemalloc
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import BadInput, PlanError, UnknownName
from toolkit.hands.pose import HandPose
from toolkit.sweeps.plan import MAX_REQUESTS, Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.samples import sample_plans
from toolkit.sweeps.seeds import keyed_choice
from toolkit.sweeps.settings import ModelDefaults, Sample
from toolkit.vocabulary import Gesture, Localized, SceneKind, SceneWord, Vocabulary, load_vocabulary


def _gesture(name: str, phrases: int) -> Gesture:
    return Gesture(
        id=name,
        kind="emblem",
        name=Localized(en=name, zh=name),
        phrases=tuple(f"{name} wording {i + 1}" for i in range(phrases)),
        written=HandPose(),
        negatives=(f"not {name}",),
    )


def _word(kind: SceneKind, name: str, text: str) -> SceneWord:
    return SceneWord(id=name, kind=kind, name=Localized(en=name, zh=name), text=text)


WORDS = Vocabulary(
    gestures={g.id: g for g in (_gesture("peace", 3), _gesture("fist", 2), _gesture("palm", 4))},
    words=(
        _word("view", "palm", "palm view"),
        _word("view", "back", "back view"),
        _word("light", "soft", "soft light"),
        _word("negative", "anatomy", "bad anatomy"),
    ),
)


def plan(**keys: object) -> Plan:
    return load_plan({"gestures": ["peace"], **keys}, WORDS)


def prompts(made: Plan) -> list[str]:
    return [request.prompt for _, request in made.requests()]


def test_a_plan_is_the_product_of_its_axes_on_paired_seeds() -> None:
    made = plan(
        gestures=["peace", "fist"],
        axes={"phrase": ["plain", "explicit"], "view": "all", "weight": [0.8, 1, 1.3]},
        model=["thumbelina-early", "thumbelina"],
        seeds={"start": 10, "count": 4},
    )
    assert made.count == 2 * 2 * 2 * 3 * 2 * 4
    pairs = list(made.requests())
    assert len(pairs) == made.count
    assert len({request.hash for _, request in pairs}) == made.count
    for cell in {cell.id for cell, _ in pairs}:
        assert [r.seed for c, r in pairs if c.id == cell] == [10, 11, 12, 13]
    assert list(made.axes) == ["model", "gesture", "phrase", "view", "weight"]
    assert made.models == ("thumbelina-early", "thumbelina")
    assert made.axes["weight"] == ("0.8", "1", "1.3")
    cell, request = pairs[0]
    assert dict(cell.values) == {
        "model": "thumbelina-early",
        "gesture": "peace",
        "phrase": "plain",
        "view": "palm",
        "weight": "0.8",
    }
    assert request.prompt == "a photo of (peace wording 1)0.8, palm view"
    assert request.negative == ""


def test_defaults_are_one_model_and_the_plain_phrase() -> None:
    made = plan(seeds=1)
    assert prompts(made) == ["a photo of peace wording 1"]
    assert made.models == ("thumbelina",)


def test_phrases_by_number_and_all() -> None:
    assert plan(axes={"phrase": [2, "explicit"]}).axes["phrase"] == ("2", "explicit")
    shared = plan(gestures="all", axes={"phrase": "all"})
    assert shared.axes["phrase"] == ("1", "2")
    assert shared.axes["gesture"] == ("peace", "fist", "palm")
    with pytest.raises(PlanError, match="'fist' has no phrase '3'"):
        plan(gestures="all", axes={"phrase": [1, 3]})


def test_negatives() -> None:
    made = plan(axes={"negative": ["none", "anatomy", "own", "anatomy+own"]}, seeds=1)
    assert [request.negative for _, request in made.requests()] == [
        "",
        "bad anatomy",
        "not peace",
        "bad anatomy, not peace",
    ]


def test_settings_override_the_model_and_axes_override_both() -> None:
    models = {
        "thumbelina": ModelDefaults(
            revision="abc", steps=12, guidance=2.0, width_px=96, height_px=96, scheduler="X"
        )
    }
    _, bare = next(plan().requests(models))
    assert (bare.revision, bare.steps, bare.guidance, bare.width_px, bare.scheduler) == (
        "abc",
        12,
        2.0,
        96,
        "X",
    )
    made = plan(
        settings={"guidance": 0, "size": "512x768", "scheduler": "DDIMScheduler"},
        axes={"steps": [5, 30]},
        seeds=1,
    )
    first, second = (request for _, request in made.requests(models))
    assert (first.steps, second.steps) == (5, 30)
    assert (first.guidance, first.width_px, first.height_px) == (0.0, 512, 768)
    assert first.scheduler == "DDIMScheduler"
    with pytest.raises(UnknownName, match="thumbelina"):
        plan(model="thumbelena").requests(models)


def test_skip_rules() -> None:
    made = plan(
        gestures=["peace", "fist"],
        axes={"view": ["palm", "back"], "weight": [0.8, 1.0]},
        skip=[{"gesture": "fist", "view": "back"}, {"weight": 1, "view": ["palm"]}],
        seeds=2,
    )
    kept = {(c.gesture, c.value("view"), c.value("weight")) for c in made.cells()}
    assert kept == {("peace", "palm", "0.8"), ("peace", "back", "0.8")} | {
        ("peace", "back", "1"),
        ("fist", "palm", "0.8"),
    }
    assert made.count == 8


def test_a_sample_of_the_cells() -> None:
    made = plan(gestures="all", axes={"view": "all"}, sample={"count": 4, "seed": 9}, seeds=2)
    assert made.count == 8
    assert len({cell.id for cell in made.cells()}) == 4


def test_a_sample_is_the_same_for_ever() -> None:
    """Draw i is keyed by seed, axis and i, from 0 on."""
    assert Sample(count=3) == Sample(count=3, seed=0)
    made = plan(gestures="all", axes={"view": "all"}, sample={"count": 3, "seed": 9})
    keyed = [
        tuple(
            keyed_choice(made.axes[axis], seed=9, slot=axis, index=index)
            for axis in ("gesture", "view")
        )
        for index in range(6)
    ]
    drawn = [(cell.gesture, cell.value("view")) for cell in made.cells()]
    assert drawn == list(dict.fromkeys(keyed))[:3]


def test_a_model_that_nobody_gave_is_named_with_near_ones() -> None:
    made = plan(model="thumbelina")
    for known, hint in (("thumbelena", "Did you mean 'thumbelena'"), ("zzz", "Known are zzz.")):
        with pytest.raises(UnknownName) as caught:
            made.requests({known: ModelDefaults()})
        assert caught.value.hint.startswith(hint)


def test_a_plan_text_of_a_million_characters_is_read_and_one_more_is_not() -> None:
    text = "gestures: [peace]\n#"
    fits = text + "x" * (1_000_000 - len(text))
    assert load_plan(fits, WORDS).count == 4
    with pytest.raises(PlanError, match="longer than 1,000,000"):
        load_plan(fits + "x", WORDS)


def test_a_plan_survives_json() -> None:
    made = plan(
        gestures=["peace", "fist"],
        axes={"weight": [0.4, 1.0], "view": ["palm", "none"], "guidance": [1, 3.5]},
        template="{gesture}[ seen as {view}]",
        seeds=[4, 2],
        settings={"steps": 9, "size": [128, 256]},
        skip=[{"weight": 0.4, "view": "none"}],
        sample={"count": 3, "seed": 1},
    )
    again = load_plan(json.loads(made.to_json()), WORDS)
    assert again == made
    assert again.to_json() == made.to_json()
    assert list(again.requests()) == list(made.requests())


def test_yaml_text_and_file(tmp_path: Path) -> None:
    text = "gestures: [peace]\naxes: {weight: [0.8, 1.2]}\nseeds: 3\n"
    assert load_plan(text, WORDS).count == 6
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_plan(path, WORDS).name == "mine"
    assert load_plan(str(path), WORDS).count == 6


def test_a_billion_pictures_are_counted_refused_and_begun() -> None:
    weights = [i / 1000 for i in range(2001)]
    tracemalloc.start()
    made = plan(
        gestures="all",
        axes={"weight": weights, "guidance": weights, "view": "all"},
        seeds=50_000_000,
    )
    assert made.count == 3 * 2001 * 2001 * 2 * 50_000_000
    with pytest.raises(PlanError, match="at most 20,000 run without a limit"):
        made.requests()
    some = list(made.requests(limit=10))
    assert [request.seed for _, request in some] == list(range(1, 11))
    assert len(list(itertools.islice(made.cells(), 5))) == 5
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    with pytest.raises(PlanError, match="limit is 0"):
        made.requests(limit=0)


def test_the_largest_plan_that_runs_without_a_limit() -> None:
    assert plan(seeds=MAX_REQUESTS).requests()
    with pytest.raises(PlanError, match="20,001 pictures"):
        plan(seeds=MAX_REQUESTS + 1).requests()


BAD: list[tuple[Mapping[str, object], type[BadInput], str]] = [
    ({"gestures": ["peece"]}, UnknownName, "Did you mean 'peace'"),
    ({"gestures": []}, PlanError, "has no value"),
    ({"gestures": None}, PlanError, "is missing"),
    ({"gestures": [True]}, PlanError, "quotes"),
    ({"gestures": ["peace", "peace"]}, PlanError, "'peace' is given twice"),
    ({"axis": {}}, PlanError, "Did you mean 'axes'"),
    ({"axes": {"wieght": [1]}}, UnknownName, "Did you mean 'weight'"),
    ({"axes": {"zzz": [1]}}, UnknownName, "The axes are model"),
    ({"axes": {"gesture": ["peace"]}}, UnknownName, "key 'gestures'"),
    ({"axes": {"seed": [1]}}, UnknownName, "key 'seeds'"),
    ({"axes": {"view": ["plam"]}}, UnknownName, "Did you mean 'palm'"),
    ({"axes": {"view": []}}, PlanError, "axes.view: has no value"),
    ({"axes": {"weight": ["heavy"]}}, PlanError, r"axes.weight\[0\]: .*got 'heavy'"),
    ({"axes": {"weight": [1, -0.5]}}, PlanError, r"axes.weight\[1\]: .*got -0.5"),
    ({"axes": {"weight": [float("nan")]}}, PlanError, "got nan"),
    ({"axes": {"weight": [float("inf")]}}, PlanError, "got inf"),
    ({"axes": {"weight": [2.01]}}, PlanError, "from 0 to 2"),
    ({"axes": {"weight": [True]}}, PlanError, "got True"),
    ({"axes": {"weight": [1, 1.0]}}, PlanError, "'1' is given twice"),
    ({"axes": {"weight": "all"}}, PlanError, "List the values"),
    ({"axes": {"steps": [0]}}, PlanError, "from 1 to 500"),
    ({"axes": {"guidance": ["x"]}}, PlanError, "from 0 to 50"),
    ({"axes": {"phrase": ["best"]}}, PlanError, "has no phrase 'best'"),
    ({"axes": {"style": "all"}}, PlanError, "no style at all"),
    ({"axes": {"negative": ["anatomi"]}}, UnknownName, "Did you mean 'anatomy'"),
    ({"axes": ["weight"]}, PlanError, "axes"),
    ({"template": "{gestur}"}, PlanError, "Did you mean 'gesture'"),
    ({"template": "{gesture"}, PlanError, "lone {"),
    ({"template": "{gesture}, {negative}"}, PlanError, "own axis"),
    ({"template": "a hand, {view}"}, PlanError, r"has no \{gesture\}"),
    ({"template": "{gesture}", "axes": {"view": "all"}}, PlanError, "changes nothing"),
    ({"template": "{gesture:1.5}", "axes": {"weight": [1.0, 1.8]}}, PlanError, "multiply to 2.7"),
    ({"seeds": 0}, PlanError, "at least 1"),
    ({"seeds": [3, 3]}, PlanError, "3 is given twice"),
    ({"settings": {"stepz": 3}}, PlanError, "Did you mean 'steps'"),
    ({"settings": {"steps": 0}}, PlanError, "settings.steps"),
    ({"settings": {"guidance": float("nan")}}, PlanError, "settings.guidance"),
    ({"settings": {"size": 100}}, PlanError, "multiples of 8"),
    ({"settings": {"size": "9e9x8"}}, PlanError, "multiples of 8"),
    ({"settings": {"scheduler": "os.system('x')"}}, UnknownName, "settings.scheduler"),
    ({"settings": {"steps": 3}, "axes": {"steps": [3]}}, PlanError, "Keep one"),
    ({"model": "a", "axes": {"model": ["b"]}}, PlanError, "Keep one"),
    ({"sample": {"count": 0}}, PlanError, "sample.count"),
    ({"skip": [{}]}, PlanError, r"skip\[0\]: is empty"),
    ({"skip": [{"view": "palm"}]}, PlanError, "no axis 'view'"),
    ({"skip": [{"gesture": "fist"}]}, PlanError, "'fist' is not on that axis"),
    ({"skip": [{"gesture": "peace"}]}, PlanError, "leave no cell"),
    ({"name": ""}, PlanError, "name"),
]


@pytest.mark.parametrize(("keys", "error", "said"), BAD)
def test_bad_plans_are_refused_in_one_sentence(
    keys: Mapping[str, object], error: type[BadInput], said: str
) -> None:
    with pytest.raises(error, match=said) as caught:
        plan(**keys)
    assert str(caught.value).startswith("plan: ")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("- a\n- b\n", "not a mapping"),
        ("gestures: [peace\n", "not valid YAML"),
        ("gestures: [peace]\ngestures: [fist]\n", "given twice"),
        ("a: &a [x]\nb: [*a, *a]\n", "anchor"),
        ("gestures: !!python/object:os.system [peace]\n", "tag"),
        ("seeds: 4\n", "'gestures' is missing"),
        ("gestures: [peace]\naxes:\n  weight: [.nan]\n", "got nan"),
        ("gestures: [peace]\n# " + "x" * 1_000_001, "1,000,000"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError, match=said) as caught:
        load_plan(path, WORDS)
    assert "plan bad.yaml" in str(caught.value)


def test_plans_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="Did you mean 'demo'"):
        load_plan("demoo", WORDS)
    with pytest.raises(PlanError, match="is a folder"):
        load_plan(tmp_path, WORDS)
    with pytest.raises(PlanError, match="no plan file"):
        load_plan("x" * 5000, WORDS)
    with pytest.raises(PlanError, match="no plan file"):
        load_plan(tmp_path / "none.yaml", WORDS)
    with pytest.raises(PlanError, match="is empty"):
        load_plan({}, WORDS)


def test_the_sample_plans_run_on_the_real_words() -> None:
    words = load_vocabulary()
    counts = {name: load_plan(name, words).count for name in sample_plans()}
    assert counts["demo"] == 64
    assert counts["generations"] == 3 * 16 * 8
    assert counts["weights"] == 16 * 4 * 8
    assert counts["first-study"] == 8 * 2 * 2 * 6
    assert counts["blake"] == 2 * 2 * 16
    assert counts["blake-thumbelina"] == 4 * 2 * 2 * 8
    assert counts["favourites"] == 4 * (1 + 6 + 6) * 8
    ours = {
        "chinese",
        "control",
        "demo",
        "generations",
        "negatives",
        "views",
        "weights",
        "first-study",
    }
    assert set(counts) == {*ours, "blake", "blake-thumbelina", "favourites"}


WIDE: Mapping[str, object] = {
    "name": "wide",
    "gestures": ["peace", "fist"],
    "axes": {
        "phrase": ["plain", "explicit"],
        "weight": [0.8, 1, 1.25],
        "guidance": [2, 3.5],
        "steps": [5, 10],
        "scheduler": ["default", "DDIMScheduler"],
        "control_strength": [0, 0.5],
        "view": ["palm", "back"],
        "negative": ["none", "anatomy+own"],
    },
    "settings": {"size": [512, 768], "dialect": "plain"},
    "seeds": {"start": 7, "count": 2},
    "skip": [{"gesture": "peace", "weight": [0.8, 1.25]}, {"steps": 5, "guidance": 2}],
    "sample": {"count": 12, "seed": 3},
}
WIDE_JSON = (
    '{"name":"wide","gestures":["peace","fist"],"axes":{"model":["thumbelina"],'
    '"scheduler":["default","DDIMScheduler"],"phrase":["plain","explicit"],'
    '"weight":[0.8,1.0,1.25],"guidance":[2.0,3.5],"steps":[5,10],"control_strength":[0.0,0.5],'
    '"view":["palm","back"],"negative":["none","anatomy+own"]},"template":"a photo of {gesture}, '
    '{subject}, {side}, {view}, {material}, {skin}, {light}, {background}, {style}",'
    '"seeds":{"start":7,"count":2},"settings":{"size":[512,768],"dialect":"plain"},'
    '"skip":[{"gesture":["peace"],"weight":[0.8,1.25]},{"steps":[5],"guidance":[2.0]}],'
    '"sample":{"count":12,"seed":3}}'
)
PINNED: list[tuple[Mapping[str, object], int, str]] = [
    (
        {"gestures": ["peace", "fist"], "seeds": 2},
        4,
        "d5eeee3c93192862d2828bfe04af3a0d28edeb36c7b980f8bd42801a107d6c79",
    ),
    (WIDE, 24, "183f6e43118d30a584c64c57a69a42b40949af541b42bd6a4b0aa28b226af93f"),
    (
        {
            "name": "set",
            "gestures": ["palm"],
            "settings": {
                "steps": 7,
                "guidance": 4,
                "control_strength": 0.5,
                "scheduler": "DDIMScheduler",
            },
            "seeds": [9, 4],
        },
        2,
        "a59dced26280e3da5e3d6fffebdeab20d589ece920074af942d1d06c0ed225e0",
    ),
]


@pytest.mark.parametrize(("keys", "count", "digest"), PINNED)
def test_a_plan_asks_for_the_very_pictures_it_always_did(
    keys: Mapping[str, object], count: int, digest: str
) -> None:
    """Computed before the table of axes: older runs are resumed, older pictures found again."""
    pairs = list(load_plan(keys, WORDS).requests())
    assert len(pairs) == count
    text = "".join(cell.id + request.hash for cell, request in pairs)
    assert hashlib.sha256(text.encode()).hexdigest() == digest


def test_a_plan_s_canonical_json_never_changes() -> None:
    """A run is found again by its plan's text."""
    assert load_plan(WIDE, WORDS).to_json() == WIDE_JSON
    assert '"name":"手势"' in plan(name="手势").to_json()


NUMBERS = st.one_of(
    st.integers(),
    st.integers(2**60, 2**70),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.sampled_from([0, -0.0, 1, 10**400, -(10**400)]),
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["weight", "steps", "guidance", "control_strength"]),
    st.lists(NUMBERS, max_size=3),
)
def test_any_numbers_on_an_axis_are_read_or_refused_in_words(
    axis: str, values: list[float]
) -> None:
    try:
        made = plan(axes={axis: values}, seeds=1)
    except BadInput as error:
        assert len(str(error)) < 600
        return
    texts = made.axes[axis]
    assert len({float(text) for text in texts}) == len(texts) == len(values)
    assert made.count == len(values)
    assert load_plan(json.loads(made.to_json()), WORDS) == made


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        NUMBERS,
        st.fixed_dictionaries({"start": NUMBERS, "count": NUMBERS}),
        st.lists(NUMBERS, max_size=3),
    )
)
def test_any_seeds_are_read_or_refused_in_words(seeds: object) -> None:
    try:
        made = plan(seeds=seeds)
    except BadInput as error:
        assert "seed" in str(error)
        assert len(str(error)) < 600
        return
    assert made.count == len(made.seeds) >= 1
    assert 0 <= made.seeds[0] <= made.seeds[-1] <= 2**63 - 1 or isinstance(seeds, list)
    assert len(list(made.requests(limit=2))) == min(2, made.count)


def test_every_seed_there_is_can_be_counted_but_no_more() -> None:
    assert plan(seeds={"start": 0, "count": 2**63 - 1}).count == 2**63 - 1
    with pytest.raises(PlanError, match="at most 9223372036854775807"):
        plan(seeds={"start": 0, "count": 2**63})
    with pytest.raises(PlanError, match="seed 9223372036854775808 lies above"):
        plan(seeds={"start": 2, "count": 2**63 - 1})


def test_no_limit_is_too_high() -> None:
    assert len(list(plan(seeds=3).requests(limit=10**20))) == 3
    assert len(list(itertools.islice(plan(seeds=2**62).requests(limit=10**20), 4))) == 4


def test_zero_and_minus_zero_are_one_weight() -> None:
    with pytest.raises(PlanError, match="'0' is given twice"):
        plan(axes={"weight": [0, -0.0]})


@pytest.mark.parametrize("name", ["\U0001f480 <x>", "ddimm", "DPMSolverSDEScheduler", ""])
@pytest.mark.parametrize("place", ["axes", "settings"])
def test_a_scheduler_that_nobody_has_is_refused_before_anything_is_drawn(
    place: str, name: str
) -> None:
    with pytest.raises(BadInput, match=f"{place}.scheduler") as caught:
        plan(**{place: {"scheduler": name}})
    assert not name or "there is no scheduler" in str(caught.value)
    with pytest.raises(UnknownName, match="Did you mean 'DDIMScheduler'"):
        plan(**{place: {"scheduler": "DDIMSheduler"}})
    assert plan(**{place: {"scheduler": "DDIMScheduler"}}).count == 4


def test_steps_from_one_to_five_hundred() -> None:
    for steps in (1, 500):
        assert next(plan(axes={"steps": steps}).requests())[1].steps == steps
        assert next(plan(settings={"steps": steps}).requests())[1].steps == steps
    for steps in (0, 501, 1.0, True, "1"):
        for place in ("axes", "settings"):
            with pytest.raises(PlanError, match="whole number from 1 to 500"):
                plan(**{place: {"steps": steps}})


def test_the_distinct_prompts_of_a_plan_and_a_limit_that_counts_them() -> None:
    made = plan(
        axes={"steps": [1, 2], "weight": [1, 1.5], "negative": ["none", "own"]},
        seeds=1_000_000,
    )
    weighted = "a photo of (peace wording 1)1.5"
    assert list(made.prompts("compel", limit=3)) == [
        ("a photo of peace wording 1", ""),
        ("a photo of peace wording 1", "not peace"),
        (weighted, ""),
    ]
    assert len(list(made.prompts("compel", limit=10**20))) == 4
    assert len(list(made.prompts("plain", limit=5))) == 2
    with pytest.raises(PlanError, match="at most 20,000"):
        list(made.prompts("compel"))
    with pytest.raises(PlanError, match="limit is 0"):
        list(made.prompts("compel", limit=0))
