"""The app's endpoints, called by a real Gradio client and a real MCP client."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from tests.browser_app import served_app
from tests.ui_samples import fill_store
from toolkit.errors import BadInput
from toolkit.store import Store
from toolkit.ui.api import picture_bytes

TOOLS = {"suggest", "prompt", "expand", "judge", "board"}
HAND = Path(__file__).parent.parent / "docs" / "generations.png"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The app on a store with one run, and the run."""
    home = tmp_path_factory.mktemp("api") / "home"
    run = fill_store(home)
    with Store.open(home) as store:
        store.rename_run(run, "mine")
    with served_app(home, "thumbelina") as address:
        yield address, run


@pytest.fixture(scope="module")
def client(served: tuple[str, str]) -> Iterator[Client]:
    made = Client(served[0], verbose=False)
    yield made
    made.close()


def test_the_endpoints_are_documented_and_nothing_else_is(client: Client) -> None:
    said = client.view_api(return_format="dict", print_info=False)
    assert set(said["named_endpoints"]) == {f"/{name}" for name in TOOLS}
    assert said["unnamed_endpoints"] == {}


def test_suggest_prompt_and_expand(client: Client) -> None:
    found = client.predict(prompt="a woman waving from a train", limit=2, api_name="/suggest")
    assert "wave" in [each["id"] for each in found["gestures"]]
    made = client.predict(gesture="wave", dialect="a1111", language="zh", api_name="/prompt")
    assert made["prompt"] and made["gesture"]
    listed = client.predict(plan="demo", limit=3, api_name="/expand")
    assert len(listed) == 3 and {"cell", "prompt", "negative", "seed", "model"} == set(listed[0])
    own = client.predict(plan="gestures: [ok]\nseeds: 2", api_name="/expand")
    assert [each["seed"] for each in own] == [1, 2]


def test_judge_looks_at_a_picture_that_was_sent(client: Client) -> None:
    sent = base64.b64encode(HAND.read_bytes()).decode()
    look = client.predict(picture=f"data:image/png;base64,{sent}", api_name="/judge")
    assert look["file"] == "" and "verdict" in look


def test_the_board_of_a_run_by_its_name(client: Client) -> None:
    assert client.predict(run="mine", api_name="/board") == []


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("/prompt", {"gesture": "no such hand"}, "no such hand"),
        ("/expand", {"plan": "../../etc/passwd"}, "plain name"),
        ("/expand", {"plan": "gestures: [ok]\nmodel: /etc"}, "etc"),
        ("/judge", {"picture": "no base64!"}, "base64"),
        ("/board", {"run": "another"}, "another"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    client: Client, name: str, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(AppError, match=words) as refused:
        client.predict(api_name=name, **given)
    assert "Traceback" not in str(refused.value)


def test_an_mcp_client_finds_the_same_tools_and_calls_one(served: tuple[str, str]) -> None:
    async def work() -> tuple[set[str], Any]:
        address = f"{served[0]}gradio_api/mcp/"
        async with (
            streamable_http_client(address) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            assert all(tool.description for tool in tools.values())
            named = next(name for name in tools if name.endswith("suggest"))
            done = await session.call_tool(named, {"prompt": "she waves", "limit": 1})
            return set(tools), done

    names, done = asyncio.run(work())
    assert {name.rpartition("_")[2] for name in names} == TOOLS
    assert not done.isError
    assert "wave" in json.dumps([part.model_dump(mode="json") for part in done.content])


@pytest.mark.parametrize("text", ["", "data:image/png;base64,", "ä", "x" * 5, "A" * 4_000_004])
def test_a_picture_is_base64_of_a_bounded_size(text: str) -> None:
    with pytest.raises(BadInput, match="base64"):
        picture_bytes(text)
