"""Opaque single-use tokens: what a page may hold about a question without learning its answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

from toolkit.errors import BadInput

Secret = TypeVar("Secret")
MAX_OPEN = 20_000


class Tokens(Generic[Secret]):
    """Hands out tokens that stand for something the server keeps; final, for many threads.

    A token is a random number and this process's signature of it and of its holder: nothing
    can be read from it, nobody else can use it, and it can be redeemed once. The oldest open
    tokens are forgotten above ``limit``.
    """

    def __init__(self, *, limit: int = MAX_OPEN) -> None:
        self._key = secrets.token_bytes(32)
        self._open: OrderedDict[str, tuple[str, Secret]] = OrderedDict()
        self._held: dict[str, dict[str, Secret]] = {}
        """The same by holder: most have a handful of all that are open."""
        self._limit = limit
        self._lock = Lock()

    def issue(self, holder: str, secret: Secret) -> str:
        """A new token for ``secret`` that only ``holder`` can redeem."""
        nonce = secrets.token_urlsafe(16)
        with self._lock:
            self._put(nonce, holder, secret)
            while len(self._open) > self._limit:
                self._take(next(iter(self._open)))
        return f"{nonce}.{self._signature(nonce, holder)}"

    def redeem(self, token: str, holder: str) -> Secret:
        """What ``token`` stands for; the token is spent. Raises `BadInput` unless it is open."""
        nonce, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(nonce, holder).encode()):
            raise BadInput(
                "That question was not asked here.",
                hint="Load the page again.",
                code="question_unknown",
            )
        with self._lock:
            known = self._take(nonce)
        if known is None:
            raise BadInput(
                "That question was answered already.",
                hint="Go on with the next one.",
                code="question_answered",
            )
        return known[1]

    def reopen(self, token: str, holder: str, secret: Secret) -> None:
        """Let ``token``, which was redeemed for ``secret``, be redeemed once more: what it was
        redeemed for failed."""
        with self._lock:
            self._put(token.partition(".")[0], holder, secret)

    def withdraw(self, token: str) -> None:
        """Forget ``token``, which nobody was told of."""
        with self._lock:
            self._take(token.partition(".")[0])

    def of(self, holder: str) -> list[Secret]:
        """What the open tokens of ``holder`` stand for."""
        with self._lock:
            return [*self._held.get(holder, {}).values()]

    def drop(self, holder: str) -> None:
        """Forget the open tokens of ``holder``."""
        with self._lock:
            for nonce in [*self._held.get(holder, ())]:
                self._take(nonce)

    def _put(self, nonce: str, holder: str, secret: Secret) -> None:
        self._open[nonce] = (holder, secret)
        self._held.setdefault(holder, {})[nonce] = secret

    def _take(self, nonce: str) -> tuple[str, Secret] | None:
        known = self._open.pop(nonce, None)
        if known is not None:
            of_holder = self._held[known[0]]
            del of_holder[nonce]
            if not of_holder:
                del self._held[known[0]]
        return known

    def _signature(self, nonce: str, holder: str) -> str:
        signed = f"{nonce}\0{holder}".encode()
        return hmac.new(self._key, signed, hashlib.sha256).hexdigest()[:32]
