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
        self._limit = limit
        self._lock = Lock()

    def issue(self, holder: str, secret: Secret) -> str:
        """A new token for ``secret`` that only ``holder`` can redeem."""
        nonce = secrets.token_urlsafe(16)
        with self._lock:
            self._open[nonce] = (holder, secret)
            while len(self._open) > self._limit:
                self._open.popitem(last=False)
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
            known = self._open.pop(nonce, None)
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
            self._open[token.partition(".")[0]] = (holder, secret)

    def of(self, holder: str) -> list[Secret]:
        """What the open tokens of ``holder`` stand for."""
        with self._lock:
            return [secret for held_by, secret in self._open.values() if held_by == holder]

    def drop(self, holder: str) -> None:
        """Forget the open tokens of ``holder``."""
        with self._lock:
            for nonce in [n for n, (held_by, _) in self._open.items() if held_by == holder]:
                del self._open[nonce]

    def _signature(self, nonce: str, holder: str) -> str:
        signed = f"{nonce}\0{holder}".encode()
        return hmac.new(self._key, signed, hashlib.sha256).hexdigest()[:32]
