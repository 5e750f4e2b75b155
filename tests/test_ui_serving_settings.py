"""What the environment says of an app among strangers."""

from __future__ import annotations

import pytest

from toolkit.errors import BadInput
from toolkit.ui.serving.settings import LIMITS, Limits, host_of, read_settings


def test_the_place_follows_from_where_it_listens_and_what_the_hub_says() -> None:
    assert read_settings("127.0.0.1", {}).place == "own"
    assert read_settings("0.0.0.0", {}).place == "server"
    assert read_settings("0.0.0.0", {"SPACE_ID": "a/b"}).place == "space"
    assert not read_settings("localhost", {}).strangers and read_settings("0.0.0.0", {}).strangers


def test_names_and_blindness_by_place() -> None:
    space = read_settings("0.0.0.0", {"SPACE_ID": "a/b", "SPACE_HOST": "a-b.hf.space"})
    assert space.hosts == ("a-b.hf.space",) and space.blind
    assert read_settings("0.0.0.0", {}).hosts == () and not read_settings("0.0.0.0", {}).blind
    own = read_settings("127.0.0.1", {"GESTURE_HOSTS": "a.example, b.example"})
    assert own.hosts == ("a.example", "b.example", "127.0.0.1", "::1", "localhost")
    assert not read_settings("0.0.0.0", {"SPACE_ID": "a/b", "GESTURE_BLIND": "0"}).blind


def test_raters_are_checked_where_strangers_come_unless_it_is_said_otherwise() -> None:
    assert read_settings("0.0.0.0", {}).check_raters
    assert not read_settings("127.0.0.1", {}).check_raters
    assert read_settings("127.0.0.1", {"GESTURE_CHECK_RATERS": "1"}).check_raters
    assert not read_settings("0.0.0.0", {"GESTURE_CHECK_RATERS": "0"}).check_raters


@pytest.mark.parametrize("text", ["0", "-1", "many", "1e3", "٣", "10000000000"])
def test_a_limit_that_is_no_number_above_zero_names_its_variable(text: str) -> None:
    with pytest.raises(BadInput, match="GESTURE_DISK_MB"):
        read_settings("0.0.0.0", {"GESTURE_DISK_MB": text})


def test_every_limit_has_a_variable_and_the_same_default() -> None:
    assert {name: otherwise for name, (_, otherwise) in LIMITS.items()} == vars(Limits())
    said = read_settings("0.0.0.0", {variable: "7" for variable, _ in LIMITS.values()})
    assert set(vars(said.limits).values()) == {7}


@pytest.mark.parametrize("text", ["votes", "a/b/c", "/b", "a/"])
def test_a_dataset_is_owner_and_name(text: str) -> None:
    with pytest.raises(BadInput, match="owner/name"):
        read_settings("0.0.0.0", {"GESTURE_DATASET": text})


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://a.b:7860", "a.b"),
        ("A.b:1", "a.b"),
        ("[::1]:7860", "::1"),
        ("null", "null"),
        ("", ""),
        ("http://[", ""),
    ],
)
def test_the_host_of_an_address(address: str, host: str) -> None:
    assert host_of(address) == host
