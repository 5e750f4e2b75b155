"""Updates of several handlers become one; errors become one sentence in the page's language."""

from __future__ import annotations

import gradio as gr
import pytest

from toolkit.errors import BadInput
from toolkit.ui.reporting import answered, guarded_in, merged


def test_updates_of_one_component_keep_all_their_properties() -> None:
    together = merged(
        {"run": gr.update(value="Run"), "cost": "a"},
        {"run": gr.update(interactive=False), "cost": "b"},
        {"run": gr.update(interactive=True, visible=True), "grid": "<p>"},
    )
    assert together["run"] == gr.update(value="Run", interactive=True, visible=True)
    assert together["cost"]["value"] == "b" and together["grid"] == "<p>"
    assert merged() == {}


def test_a_bare_value_is_the_property_value() -> None:
    together = merged({"list": gr.update(choices=["a"])}, {"list": ["a"]})
    assert together["list"] == gr.update(choices=["a"], value=["a"])


def refuse(_given: object) -> dict[str, object]:
    raise BadInput("No <such> thing.")


def test_an_error_floats_up_as_one_escaped_sentence() -> None:
    language = gr.Radio(["en", "zh"])
    with pytest.raises(gr.Error) as caught:
        guarded_in(language)(refuse)({language: "en"})
    assert "No &lt;such&gt; thing." in str(caught.value.message)


def test_an_error_for_a_script_is_a_reply() -> None:
    assert "No <such> thing." in str(answered(refuse)({"lang": "en"}))
    assert answered(lambda given: given)("no object") == {}
