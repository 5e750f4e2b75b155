"""What whoever runs the app has decided, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, cast
from urllib.parse import urlsplit

from toolkit.errors import BadInput, shown

OWN_MACHINE = ("127.0.0.1", "::1", "localhost")
"""Addresses at which nobody but people on this machine reaches the app."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one visitor, one address, and all of them together may use up.

    240 votes a minute are four keys a second: nobody who looks at the pictures meets it.
    Pictures are those that are drawn anew; ``disk_mb`` is for all pictures of visitors, the
    oldest of which go first, and after ``picture_days`` in any case.
    """

    pictures_a_plan: int = 200
    pictures_an_hour: int = 600
    pictures_an_hour_in_all: int = 6_000
    votes_a_minute: int = 240
    votes_a_minute_of_an_address: int = 1_200
    visitors_an_hour_of_an_address: int = 60
    disk_mb: int = 8_000
    picture_days: int = 7


LIMITS = {
    each.name: (f"GESTURE_{each.name.upper()}", cast(int, each.default)) for each in fields(Limits)
}
"""Each limit's variable and what holds without it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where the app runs and for whom.

    Args:
        place: ``own`` machine, an open ``server``, or a ``space`` of the Hugging Face hub.
        hosts: names under which the app is asked for; empty for any.
        models: models on offer beside those that are built in: hub ids or folders.
        secret: the key that signs visitors' cookies; made anew at each start when "".
        admin: who gives this token may delete and export anything; nobody when "".
        dataset: the hub's dataset that votes are kept in, ``owner/name``; none when "".
        token: the hub's token for it.
        limits: what visitors may use up.
        blind: whether runs that are rated keep their wording from those who rate them.
        check_raters: whether known pairs and repeats are mixed into what is asked.
    """

    place: Literal["own", "server", "space"] = "own"
    hosts: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    secret: str = ""
    admin: str = ""
    dataset: str = ""
    token: str = ""
    limits: Limits = Limits()
    blind: bool = False
    check_raters: bool = False

    @property
    def strangers(self) -> bool:
        """Whether people come whom nobody knows."""
        return self.place != "own"


def read_settings(
    host: str = "127.0.0.1", environment: Mapping[str, str] | None = None
) -> Settings:
    """What ``environment`` (the process's own when None) says, for an app that listens to ``host``.

    Raises `BadInput`, naming the variable, for a limit that is no number above 0 and for a
    dataset that is no ``owner/name``.
    """
    said = os.environ if environment is None else environment
    on_space = bool(said.get("SPACE_ID"))
    place = "space" if on_space else "own" if host in OWN_MACHINE else "server"
    named = [*_names(said.get("GESTURE_HOSTS", "")), *_names(said.get("SPACE_HOST", ""))]
    if place == "own":
        named += OWN_MACHINE
    dataset = said.get("GESTURE_DATASET", "").strip()
    if dataset and (dataset.count("/") != 1 or not all(dataset.split("/"))):
        raise BadInput(
            f"GESTURE_DATASET is {shown(dataset)}; expected a dataset of the hub, owner/name.",
            hint="Set the variable to a repository that the token may write, or leave it out.",
        )
    return Settings(
        place=place,
        # A server whose name nobody told us is asked for under any.
        hosts=tuple(dict.fromkeys(named)),
        models=_names(said.get("GESTURE_MODELS", "")),
        secret=said.get("GESTURE_SECRET", ""),
        admin=said.get("GESTURE_ADMIN_TOKEN", ""),
        dataset=dataset,
        token=said.get("HF_TOKEN", ""),
        limits=Limits(**{name: _limit(said, *each) for name, each in LIMITS.items()}),
        blind=said.get("GESTURE_BLIND", "1" if on_space else "0") not in ("", "0"),
        check_raters=said.get("GESTURE_CHECK_RATERS", "0" if place == "own" else "1")
        not in ("", "0"),
    )


def host_of(address: str) -> str:
    """The host name of an origin (``https://a.b:1``) or a Host header (``a.b:1``), no port."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        return (parts.hostname or "").lower()
    except ValueError:
        return ""


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for each in text.split(",") if (name := each.strip()))


def _limit(said: Mapping[str, str], variable: str, otherwise: int) -> int:
    text = said.get(variable, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise BadInput(
            f"{variable} is {shown(text)}; expected a whole number above 0.",
            hint=f"Leave it out for {otherwise:,}.",
        )
    return int(text)
