"""The notebooks run from top to bottom, in a home of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolkit import Store, available_models, effects

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def executed(name: str, tiny_model: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The notebook ``name`` after all its cells ran."""
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    if "thumbelina" not in available_models():
        for cell in notebook.cells:
            cell.source = cell.source.replace('MODEL = "thumbelina"', f"MODEL = {tiny_model!r}")
    NotebookClient(
        notebook,
        timeout=600,
        startup_timeout=300,
        resources={"metadata": {"path": str(NOTEBOOKS.parent)}},
    ).execute()
    return notebook


def test_the_prompt_library_runs_and_draws_its_sweep(
    home: Path, tiny_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = executed("01_prompt_library.ipynb", tiny_model, monkeypatch)
    with Store.open() as store:
        run = store.run("latest")
        assert (run.plan_name, run.made, run.requested) == ("notebook", 32, 32)
        questions = [verdict.question for verdict in store.verdicts(run.id)]
        assert (questions.count("gesture"), questions.count("form")) == (32, 32)
    shown = [
        output
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "display_data" and "image/png" in output.data
    ]
    assert len(shown) == 2 + 2, "two strips of hands and a sheet for each gesture"


def test_my_words_ends_with_an_effect_and_its_interval(
    home: Path, tiny_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = executed("02_my_words.ipynb", tiny_model, monkeypatch)
    with Store.open() as store:
        runs = {run.plan_name: run for run in store.runs()}
        run = runs["five fingers, natural skin texture"]
        assert (run.made, run.requested) == (64, 64)
        [found] = effects(store.judged_cells(run.id), "words")
        assert found.difference.seeds == 8
    shown = [
        output.data
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type in ("display_data", "execute_result")
    ]
    assert sum("image/png" in data for data in shown) == 2, "the effects and the yields as plots"
    assert any("difference" in data.get("text/html", "") for data in shown)


def test_my_model_is_a_pipeline_in_hand(
    home: Path, tiny_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = executed("03_my_model.ipynb", tiny_model, monkeypatch)
    lines = notebook.cells[2].source.splitlines()
    assert len(lines) <= 6, "from the pipeline to a judged sheet"
    with Store.open() as store:
        runs = {run.plan_name: run for run in store.runs()}
        assert (runs["sweep"].made, runs["samplers"].made) == (4, 12)
        assert {r.model for _, r in store.run_requests(runs["sweep"].id)} == {"mine"}
        assert len(store.verdicts(runs["sweep"].id)) == 8
    assert any("image/png" in output.get("data", {}) for output in notebook.cells[2].outputs)


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
