"""The notebooks run from top to bottom, in a home of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit import Store, available_models, effects

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


FEWER_SEEDS = {
    "01_prompt_library.ipynb": ('"seeds": 8', '"seeds": 2'),
    "02_my_words.ipynb": ("words, model=MODEL)", "words, model=MODEL, seeds=2)"),
    "03_my_model.ipynb": ('"seeds": 3', '"seeds": 1'),
}
"""What the notebooks say once, and what they are run with: pictures take most of the time."""


@pytest.fixture(scope="module")
def executed(
    tmp_path_factory: pytest.TempPathFactory, tiny_model: str
) -> Iterator[dict[str, list[Any]]]:
    """The outputs of each notebook after all its cells ran; ``GESTURE_HOME`` is their home.

    They run in one process, whose names are forgotten in between.
    """
    import nbformat
    from nbclient import NotebookClient

    runs, ends = nbformat.v4.new_notebook(), dict[str, slice]()
    for name, (written, fewer) in FEWER_SEEDS.items():
        cells = nbformat.read(NOTEBOOKS / name, as_version=4).cells
        assert sum(cell.source.count(written) for cell in cells) == 1
        for cell in cells:
            cell.source = cell.source.replace(written, fewer)
            if "thumbelina" not in available_models():
                cell.source = cell.source.replace('MODEL = "thumbelina"', f"MODEL = {tiny_model!r}")
        runs.cells.append(nbformat.v4.new_code_cell("%reset -f"))
        first = len(runs.cells)
        runs.cells.extend(cells)
        ends[name] = slice(first, len(runs.cells))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GESTURE_HOME", str(tmp_path_factory.mktemp("notebooks") / "home"))
        patch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
        NotebookClient(
            runs,
            timeout=600,
            startup_timeout=300,
            resources={"metadata": {"path": str(NOTEBOOKS.parent)}},
        ).execute()
        yield {
            name: [
                output
                for cell in runs.cells[part]
                if cell.cell_type == "code"
                for output in cell.outputs
                if output.output_type in ("display_data", "execute_result")
            ]
            for name, part in ends.items()
        }


def test_the_prompt_library_runs_and_draws_its_sweep(executed: dict[str, list[Any]]) -> None:
    with Store.open() as store:
        runs = {run.plan_name: run for run in store.runs()}
        run = runs["notebook"]
        assert (run.made, run.requested) == (8, 8)
        questions = [verdict.question for verdict in store.verdicts(run.id)]
        assert (questions.count("gesture"), questions.count("form")) == (8, 8)
    shown = [
        output
        for output in executed["01_prompt_library.ipynb"]
        if output.output_type == "display_data" and "image/png" in output.data
    ]
    assert len(shown) == 2 + 2, "two strips of hands and a sheet for each gesture"


def test_my_words_ends_with_an_effect_and_its_interval(executed: dict[str, list[Any]]) -> None:
    with Store.open() as store:
        runs = {run.plan_name: run for run in store.runs()}
        run = runs["five fingers, natural skin texture"]
        assert (run.made, run.requested) == (16, 16)
        [found] = effects(store.judged_cells(run.id), "words")
        assert found.difference.seeds == 2
    shown = [output.data for output in executed["02_my_words.ipynb"]]
    assert sum("image/png" in data for data in shown) == 2, "the effects and the yields as plots"
    assert any("difference" in data.get("text/html", "") for data in shown)


def test_my_model_is_a_pipeline_in_hand(executed: dict[str, list[Any]]) -> None:
    cells = json.loads((NOTEBOOKS / "03_my_model.ipynb").read_text("utf-8"))["cells"]
    [six] = [cell for cell in cells if "pipelines={" in "".join(cell["source"])][:1]
    assert len(six["source"]) <= 6, "from the pipeline to a judged sheet"
    with Store.open() as store:
        runs = {run.plan_name: run for run in store.runs()}
        assert (runs["sweep"].made, runs["samplers"].made) == (4, 4)
        assert {r.model for _, r in store.run_requests(runs["sweep"].id)} == {"mine"}
        assert len(store.verdicts(runs["sweep"].id)) == 8
    assert "image/png" in executed["03_my_model.ipynb"][0].data


@pytest.mark.parametrize("file", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda file: file.name)
def test_notebooks_import_public_names_only_and_name_no_machine(file: Path) -> None:
    cells = json.loads(file.read_text("utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert "from toolkit import" in source
    assert "from toolkit." not in source
    assert "import toolkit." not in source
    text = file.read_text("utf-8")
    assert "/home/" not in text
    assert "/root/" not in text
