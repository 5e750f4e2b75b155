"""Addresses of what the app shows, as they stand behind the ``#``: `words/ok`, `sweep?run=…`.

They come from whoever sent a link. They only choose among what the visitor may see anyway: every
name in them is looked up as if it had been chosen on the page, and one that is not there falls
back to what is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, unquote, urlencode

from markupsafe import Markup

from toolkit.ui.html import html

TABS = ("words", "sweep", "rate", "results")
MOST_CHARACTERS = 4000
MOST_FIELDS = 40


@dataclass(frozen=True, kw_only=True)
class Address:
    """A place in the app: the ``tab``, the names after it, and the fields that were chosen."""

    tab: str = TABS[0]
    names: tuple[str, ...] = ()
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

    def one(self, name: str) -> str:
        """The field ``name``, "" where it is not there."""
        return next(iter(self.fields.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the field ``name``."""
        return tuple(self.fields.get(name, ()))


def read_address(text: object) -> Address:
    """What ``text`` names; the first tab where it names nothing that the app has."""
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        return Address()
    path, _, query = text.lstrip("#").partition("?")
    tab, *names = (unquote(each) for each in path.split("/"))
    if tab not in TABS:
        return Address()
    try:
        fields = parse_qs(query, max_num_fields=MOST_FIELDS)
    except ValueError:
        fields = {}
    return Address(tab=tab, names=tuple(each for each in names if each), fields=fields)


def address_text(tab: str, *names: str, **fields: str | Sequence[str]) -> str:
    """The address of a place in ``tab``; empty fields are left out."""
    said = {name: value for name, value in fields.items() if value}
    path = "/".join(quote(each, safe="") for each in (tab, *names))
    query = urlencode(said, doseq=True, quote_via=quote)
    return f"{path}?{query}" if query else path


def address_mark(address: str) -> Markup:
    """What says to the page's script where it is, in a part that no dialog covers for good."""
    return html("<i hidden data-address='{}'></i>", address)


def address_attribute(address: str) -> Markup:
    """The same on a dialog: attributes of its element."""
    return html("data-address='{}'", address)
