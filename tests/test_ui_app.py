"""The app as it is launched: a port that is taken is one sentence that says what to do."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from toolkit.errors import BadInput
from toolkit.ui.app import build_app, check_free, launch, launch_options


def test_a_port_in_use_names_the_option(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(BadInput, match=f"127.0.0.1, port {port}") as caught:
            launch(tmp_path, port=port)
    assert "--port" in caught.value.hint
    check_free("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(BadInput, match=r"203\.0\.113\.7"):
        check_free("203.0.113.7", 7860)


def test_the_page_knows_its_language_before_it_is_shown() -> None:
    head = launch_options()["head"]
    assert head.startswith("<script>") and "gesture-language" in head and "arriving" in head


@pytest.mark.parametrize(
    ("host", "kind"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)]
)
def test_a_free_port_is_tried_on_the_hosts_own_kind_of_address(host: str, kind: int) -> None:
    with socket.socket(kind) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            pytest.skip(f"{host} is not an address here")
        port = probe.getsockname()[1]
    check_free(host, port)


WIRED = {
    "words": ("search", "kind", "fingers", "hands", "prompt"),
    "sweep": (
        *("gestures", "phrases", "own-phrases", "weights", "views", "negatives", "models"),
        *("seeds", "first-seed", "side", "skin", "light", "background", "material"),
        *("controls", "strengths", "steps", "guidance"),
        *("loras", "scales", "embeddings", "tokens", "place"),
    ),
}
"""What changes the page as it changes; by tab."""

CHOSEN = (
    *("sweep-shown", "sweep-columns", "rate-run", "results-run", "results-judge"),
    *("results-by", "results-axis", "results-source", "language"),
)
"""What changes the page when somebody chooses another value."""

ACTED = (
    *("words-cards", "words-dialog", "words-picking", "words-suggested", "sweep-cost"),
    *("sweep-dialog", "sweep-grid", "rate-pairs", "results-message", "results-yields"),
    *("results-words", "results-rank"),
)
"""What has buttons of its own."""


def test_every_part_of_the_page_does_something(tmp_path: Path) -> None:
    async def build() -> Any:
        # Gradio makes an event loop of its own where none runs, and leaves it open.
        return build_app(tmp_path, models=["thumbelina"])

    app = asyncio.run(build())
    found: dict[tuple[str, str], int] = {}
    queued: list[tuple[str, str]] = []
    for handler in app.fns.values():
        for part, event in handler.targets:
            block = app.blocks.get(part) if part is not None else None
            place = (getattr(block, "elem_id", None) or type(block).__name__, event)
            found[place] = found.get(place, 0) + 1
            if handler.queue:
                queued.append(place)
    expected = {(f"{tab}-{name}", "change") for tab, names in WIRED.items() for name in names}
    expected |= {(name, "input") for name in CHOSEN} | {(name, "act") for name in ACTED}
    expected |= {(f"sweep-{name}", "click") for name in ("run", "stop", "judge")}
    expected |= {("Timer", "tick"), ("Tab", "select"), ("NoneType", "load")}
    assert expected <= set(found), expected - set(found)
    # The language is said once and heard by every tab; a tab that opens is filled again.
    assert found["language", "input"] == 3 and found["Tab", "select"] == 3
    # What a visitor does on these tabs waits in no queue; only the judge takes so long.
    ours = {place for place in queued if place[0].startswith(("words-", "sweep-", "rate-"))}
    assert ours == {("sweep-judge", "click")}


def test_files_may_be_dropped_on_ones_own_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, str]] = []

    class Built:
        def __init__(self, own_files: bool) -> None:
            self.own_files = own_files

        def launch(self, **options: Any) -> tuple[None, str, None]:
            seen.append((self.own_files, options["max_file_size"]))
            return None, "", None

        def block_thread(self) -> None:
            return None

    monkeypatch.setattr("toolkit.ui.app.build_page", lambda shared: Built(shared.own_files))
    # What is got ready beside the page is another test's.
    monkeypatch.setattr("toolkit.ui.app.beside", lambda *_: Thread(target=int))
    monkeypatch.setattr(Thread, "join", lambda *_: None)
    monkeypatch.delenv("SPACE_ID", raising=False)
    for host in ("127.0.0.1", "0.0.0.0", "192.168.1.4"):
        launch(tmp_path, host=host)
    monkeypatch.setenv("SPACE_ID", "somebody/space")
    launch(tmp_path, host="127.0.0.1")
    assert seen == [(True, "8gb"), (False, "40mb"), (False, "40mb"), (False, "40mb")]
