"""Who asks: a visitor is a signed cookie, and on one's own machine nobody in particular."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

import gradio as gr

COOKIE = "gesture_visitor"
NOBODY = "nobody"
"""The id of whoever has no cookie: such visitors cannot be told apart and own nothing."""

SCOPE_KEY = "gesture_visitor"
"""Under which a request's ASGI scope holds its visitor."""

FOR_RATING = "rating"
"""The owner of runs that are there to be rated: shown nowhere else, so that nobody knows which
wording made which picture."""

_FORM = re.compile(r"([0-9a-f]{24})\.([0-9a-f]{32})")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who asks. ``id`` is 24 hex digits, "" on one's own machine and for the house; ``address``
    is the network address that the request came from; ``admin`` may do anything."""

    id: str = ""
    address: str = ""
    admin: bool = False

    @property
    def known(self) -> bool:
        """Whether it is one visitor, told apart from others."""
        return self.id != NOBODY

    def may_see(self, owner: str) -> bool:
        """Whether a run of ``owner`` may be shown: one's own and the house's, all to an admin."""
        return self.admin or owner == "" or (self.known and owner == self.id)

    def may_change(self, owner: str) -> bool:
        """Whether a run of ``owner`` may be renamed or deleted: one's own, all by an admin."""
        return self.admin or (self.known and owner == self.id)


HOUSE = Visitor(admin=True)
"""Who sits at their own machine."""

_current: ContextVar[Visitor | None] = ContextVar("visitor", default=None)


def current_visitor() -> Visitor | None:
    """Who sent the request that is being answered; None outside of one.

    An event that waits in Gradio's queue is answered outside of its request: its handler takes
    the `gradio.Request` and calls `answer_for` with `visitor_of` it.
    """
    return _current.get()


def visitor_of(request: gr.Request | None) -> Visitor:
    """Who sent ``request``, as the guard has found out; nobody where it has not."""
    scope = getattr(getattr(request, "request", None), "scope", None)
    found = scope.get(SCOPE_KEY) if isinstance(scope, dict) else None
    return found if isinstance(found, Visitor) else Visitor(id=NOBODY)


def answer_for(visitor: Visitor) -> None:
    """Whatever this context does from now on is for ``visitor``."""
    _current.set(visitor)


class Cookies:
    """Makes and reads visitors' cookies, signed with ``secret``; final.

    A cookie is a random number and its signature: nobody can take another's place, and nothing
    is kept of a visitor to know them again.
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(secret.encode()).digest() if secret else secrets.token_bytes(32)

    def new(self) -> str:
        """A cookie for somebody new."""
        id = secrets.token_hex(12)
        return f"{id}.{self._signature(id)}"

    def visitor_id(self, cookie: str) -> str:
        """Whose ``cookie`` it is; "" unless it was made here."""
        found = _FORM.fullmatch(cookie)
        if found is None or not hmac.compare_digest(found[2], self._signature(found[1])):
            return ""
        return found[1]

    def rater(self, id: str) -> str:
        """The name under which votes of the visitor ``id`` are kept: a salted hash of it."""
        return "v" + hmac.new(self._key, b"rater\0" + id.encode(), hashlib.sha256).hexdigest()[:15]

    def _signature(self, id: str) -> str:
        return hmac.new(self._key, id.encode(), hashlib.sha256).hexdigest()[:32]
