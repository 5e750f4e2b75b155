"""LoRA and embedding files in the Sweep form: beside none, by name alone, refused in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.test_ui_sweep_form_plan import form
from tests.test_ui_sweep_sweep_tab import build, given
from tests.tiny_adapters import build_embedding, build_lora
from toolkit.errors import GestureError
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_files import plan_yaml
from toolkit.ui.language.texts import Lang
from toolkit.ui.language.values import value_words
from toolkit.ui.state import AppState
from toolkit.ui.sweep.adapter_form import MOST_FILES, take_dropped
from toolkit.ui.sweep.form_plan import form_of, product_words, read_plan, read_uploaded
from toolkit.ui.sweep.form_values import AdapterChoice, FormError
from toolkit.ui.sweep.sweep_tab import SweepTab

LANGS: tuple[Lang, ...] = ("en", "zh")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, tiny_model: str) -> Path:
    """A home whose folder holds two LoRAs and an embedding for the tiny model, one for another."""
    home = tmp_path_factory.mktemp("with-adapters")
    folder = home / "adapters"
    folder.mkdir()
    build_lora(Path(tiny_model), folder / "hands.safetensors")
    build_lora(Path(tiny_model), folder / "other.safetensors", seed=3)
    build_embedding(folder / "bad-hands.safetensors")
    build_embedding(folder / "wide.safetensors", width=24)
    return home


@pytest.fixture
def shared(files: Path, tiny_model: str) -> Iterator[AppState]:
    """The app as strangers see it: what is on offer, and nothing of theirs."""
    state = AppState(files, (tiny_model,))
    yield state
    state.store.close()


@pytest.fixture
def own(tmp_path: Path, tiny_model: str) -> Iterator[AppState]:
    """The app on one's own machine, with nothing on offer yet."""
    state = AppState(tmp_path / "home", (tiny_model,), own_files=True)
    yield state
    state.store.close()


def planned(shared: AppState, **said: object) -> Plan:
    chosen = form(
        gestures=["fist"],
        axes={"phrase": ["plain"]},
        seeds="2",
        models=list(shared.models),
        adapters=AdapterChoice(**said),  # type: ignore[arg-type]
    )
    return read_plan(chosen, shared.vocabulary, shared.models, shared.adapters)


def page(tab: SweepTab, **said: object) -> dict[object, object]:
    """The page's values with ``said`` in the part for files."""
    parts = tab.form.adapters
    return given(tab, ["fist"]) | {getattr(parts, name): value for name, value in said.items()}


def test_every_file_stands_beside_none_once_for_each_scale(shared: AppState) -> None:
    hands = shared.adapters["hands.safetensors"].path
    plan = planned(shared, loras=["hands.safetensors"], scales="0.5, 0.8,1.0")
    assert plan.axes["lora"] == ("none", f"{hands}@0.5", f"{hands}@0.8", f"{hands}@1")
    assert product_words(plan, "en") == ("1 gesture × 4 LoRA values × 2 seeds", "8 pictures")
    assert product_words(plan, "zh") == ("1 手势 × 4 LoRA 取值 × 2 种子", "8 张图")
    assert [value_words("lora", "none", shared.vocabulary, lang) for lang in LANGS] == [
        "none",
        "无",
    ]
    two = planned(shared, loras=["hands.safetensors", "other.safetensors"], scales="−1；.5 0.5")
    assert len(two.axes["lora"]) == 5 and two.axes["lora"][1].endswith("@-1")
    assert planned(shared, loras=["hands.safetensors"], scales=" ").axes["lora"][1].endswith("@1")
    assert not {"lora", "embedding"} & set(planned(shared).axes)


def test_an_embeddings_word_is_its_files_name_or_what_is_typed(shared: AppState) -> None:
    bad = shared.adapters["bad-hands.safetensors"].path
    plan = planned(shared, embeddings=["bad-hands.safetensors"])
    assert plan.axes["embedding"] == ("none", f"{bad} as bad-hands in negative")
    plan = planned(shared, embeddings=["bad-hands.safetensors"], tokens=" ugly ", place="prompt")
    assert plan.axes["embedding"][1] == f"{bad} as ugly in prompt"
    several = ["bad-hands.safetensors", "wide.safetensors"]
    assert (
        planned(shared, embeddings=several, tokens="one，two")
        .axes["embedding"][2]
        .endswith("wide.safetensors as two in negative")
    )
    with pytest.raises(FormError, match="got 1; write 2"):
        planned(shared, embeddings=several, tokens="one")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"scales": "much"}, "How strongly LoRAs count: “much” is not a number from -4 to 4."),
        ({"scales": "9"}, "“9” is not a number"),
        ({"scales": "nan"}, "“nan” is not a number"),
        ({"loras": ["bad-hands.safetensors"]}, "LoRAs: “bad-hands.safetensors” is not on offer"),
        ({"loras": ["/etc/passwd"]}, "LoRAs: “/etc/passwd” is not on offer"),
        ({"loras": ["../home/adapters/hands.safetensors"]}, "is not on offer"),
        ({"embeddings": ["gone.safetensors"]}, "Embeddings: “gone.safetensors” is not on offer"),
    ],
)
def test_mistakes_are_one_sentence(shared: AppState, said: dict[str, object], words: str) -> None:
    with pytest.raises(FormError) as caught:
        planned(shared, **{"loras": ["hands.safetensors"], **said})
    assert words in str(caught.value)
    assert caught.value.problem.sentence("zh").endswith("。")


def test_a_plan_comes_back_into_the_form(shared: AppState) -> None:
    plan = planned(
        shared,
        loras=["hands.safetensors", "other.safetensors"],
        scales="0.5, 1",
        embeddings=["bad-hands.safetensors"],
        tokens="ugly",
        place="prompt",
    )
    said = form_of(plan, shared.adapters)
    assert said is not None
    assert said.adapters == AdapterChoice(
        loras=["hands.safetensors", "other.safetensors"],
        scales="0.5, 1",
        embeddings=["bad-hands.safetensors"],
        tokens="ugly",
        place="prompt",
    )
    assert form_of(plan, {}) is None
    for values in (plan.axes["lora"][1:], plan.axes["lora"][:-1], ("none",)):
        other = replace(plan, axes={**plan.axes, "lora": values})
        assert form_of(other, shared.adapters) is None
    at_once = " + ".join(plan.axes["lora"][1:3])
    joined = replace(plan, axes={**plan.axes, "lora": ("none", at_once)})
    assert form_of(joined, shared.adapters) is None


def test_a_plan_that_somebody_brings_names_files_on_offer_alone(
    shared: AppState, own: AppState, tmp_path: Path, tiny_model: str
) -> None:
    outside = build_lora(Path(tiny_model), tmp_path / "outside.safetensors")
    inside = shared.adapters["hands.safetensors"].path
    model = {"gestures": ["fist"], "model": [tiny_model], "seeds": 1}

    def brought(state: AppState, **axes: object) -> Plan:
        text = str({**model, "axes": axes}).replace("'", '"')
        return read_uploaded(text, state.vocabulary, state.models, state.allowed_files)

    good = brought(shared, lora=["none", {"file": str(inside), "scale": 0.5}])
    assert good.axes["lora"][1] == f"{inside}@0.5"
    bad = str(outside)
    for axes in (
        {"lora": ["none", {"file": bad}]},
        {"lora": [[{"file": str(inside)}, {"file": bad}]]},
        {"embedding": [{"file": bad, "token": "x"}]},
    ):
        with pytest.raises(FormError, match=r"“outside\.safetensors” is not on offer") as caught:
            brought(shared, **axes)
        assert str(tmp_path) not in str(caught.value)
    one = {"axes": {"lora": ["none"]}, "include": [{"lora": {"file": bad}}]}
    text = str({**model, **one}).replace("'", '"')
    with pytest.raises(FormError, match="not on offer"):
        read_uploaded(text, shared.vocabulary, shared.models, shared.allowed_files)
    assert brought(own, lora=[{"file": bad}]).axes["lora"] == (f"{bad}@1",)


def test_a_file_for_another_model_is_told_before_anything_is_drawn(shared: AppState) -> None:
    tab = build(shared)
    cases: tuple[tuple[Lang, str], ...] = (("en", "for another kind of model"), ("zh", "不适用于"))
    for lang, words in cases:
        said = tab.preview(page(tab, embeddings=["wide.safetensors"]), lang)
        assert words in said[tab.cost] and "Traceback" not in said[tab.cost]
        assert not said[tab.run]["interactive"]
    said = tab.preview(page(tab, loras=["hands.safetensors"], scales="0.5, 1"), "en")
    assert "3 LoRA values × 2 seeds = <b>6 pictures" in said[tab.cost]
    assert said[tab.run]["interactive"]
    assert str(shared.adapter_folder) not in said[tab.prompts]
    said = tab.preview(page(tab, loras=["hands.safetensors"], scales="x"), "zh")
    assert "data-field='scales'" in said[tab.cost]


@pytest.mark.slow
def test_a_sweep_over_a_lora_is_drawn_and_its_settings_come_back(
    shared: AppState, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "no.task"))
    tab = build(shared)
    tab.begin(page(tab, loras=["hands.safetensors"], scales="0.5"), "en")
    job = shared.job
    assert job is not None and job.wait(600)
    assert job.state.report is not None and job.state.report.made == 4
    pairs = shared.store.run_requests(job.state.run)
    assert sorted({len(request.loras) for _, request in pairs}) == [0, 1]
    plan = read_uploaded(
        shared.store.run(job.state.run).plan_json,
        shared.vocabulary,
        shared.models,
        shared.allowed_files,
    )
    back = tab.put_back(plan)
    assert back[tab.form.adapters.loras]["value"] == ["hands.safetensors"]
    assert back[tab.form.adapters.scales] == "0.5" and back[tab.uploaded] == ""
    shown = tab.view.show(shared, job.state.run, tab.view.chosen(page(tab))[1], "en")
    assert "hands 0.5" in shown[tab.view.grid]


def test_dropped_files_are_kept_and_chosen_and_others_refused(
    own: AppState, tmp_path: Path, tiny_model: str
) -> None:
    tab = build(own)
    parts = tab.form.adapters
    folder = tmp_path / "dropped"
    folder.mkdir()
    dropped = [
        build_lora(Path(tiny_model), folder / "my hands.safetensors"),
        build_embedding(folder / "bad.safetensors"),
        folder / "<b>.ckpt",
        folder / "cut.safetensors",
    ]
    dropped[2].write_bytes(b"\x80\x04.")
    dropped[3].write_bytes(dropped[0].read_bytes()[:-3])
    values = page(tab, loras=["before.safetensors"], scales="0.3")
    values[parts.files] = [str(file) for file in dropped]
    said = parts.take_dropped(values, own, "en")
    assert said[parts.loras]["value"] == ["before.safetensors", "my-hands.safetensors"]
    assert said[parts.embeddings]["value"] == ["bad.safetensors"]
    assert ("my-hands.safetensors",) * 2 in said[parts.loras]["choices"]
    assert said[parts.scales] == "0.3" and said[parts.files] is None
    told = re.sub("<[^>]*>", " ", said[parts.told])
    assert "my-hands.safetensors: a LoRA, kept" in told and "bad.safetensors: an embedding" in told
    assert "can run code" in told and "damaged or not whole" in told
    assert "<b>.ckpt" not in said[parts.told] and said[parts.told].count("refused") == 2
    assert not any(file.exists() for file in dropped)
    assert set(own.adapters) == {"my-hands.safetensors", "bad.safetensors"}
    assert (
        "不会载入"
        in parts.take_dropped({**values, parts.files: [str(dropped[2])]}, own, "zh")[parts.told]
    )


def test_where_strangers_come_nothing_can_be_dropped(
    shared: AppState, tmp_path: Path, tiny_model: str
) -> None:
    parts = build(shared).form.adapters
    assert parts.files is None
    file = build_lora(Path(tiny_model), tmp_path / "mine.safetensors")
    taken, refused = take_dropped([file], shared)
    assert not taken and [error.code for error in refused] == ["adapter_too_many"]
    assert "mine.safetensors" not in shared.adapters


def test_at_most_so_many_at_once(own: AppState, tmp_path: Path) -> None:
    files = [build_embedding(tmp_path / f"e{n}.safetensors") for n in range(MOST_FILES + 2)]
    taken, refused = take_dropped(files, own)
    assert len(taken) == MOST_FILES and len(refused) == 2


def test_a_plan_as_text_names_the_files(shared: AppState) -> None:
    plan = planned(shared, loras=["hands.safetensors"])
    again = read_uploaded(plan_yaml(plan), shared.vocabulary, shared.models, shared.allowed_files)
    assert again == plan
    with pytest.raises(GestureError):
        read_uploaded(plan_yaml(plan), shared.vocabulary, shared.models)
