"""The app as it is launched: a port that is taken is one sentence that says what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from toolkit.errors import BadInput
from toolkit.ui.app import check_free, launch, launch_options


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
