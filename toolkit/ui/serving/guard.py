"""The door of the server: what comes from elsewhere, is too large or malformed goes no further."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.ui.serving.allowances import Allowance
from toolkit.ui.serving.settings import Settings, host_of
from toolkit.ui.serving.visitors import (
    COOKIE,
    HOUSE,
    NOBODY,
    SCOPE_KEY,
    Cookies,
    Visitor,
    answer_for,
)

MAX_BODY_BYTES = 4_000_000
"""The largest request that is no upload: a plan's text, many times over."""

ADMIN = "gesture_admin"
CLOSED = ("/monitoring", "/gradio_api/proxy=", "/proxy=", "/gradio_api/dev/", "/dev/")
"""What the framework offers and nobody needs: counts of requests, fetching for others."""

CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' "
    "https://cdnjs.cloudflare.com; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' data: blob:; font-src 'self' data:; connect-src {connect}; worker-src 'self' "
    "blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {ancestors}"
)
"""Gradio runs what its page holds inline and builds functions of text; nothing else is let in."""

_log = logging.getLogger("toolkit.ui")


class Guard:
    """An ASGI app before the app: refuses, names the visitor, adds headers; final.

    Args:
        app: the app behind it.
        settings: for whom it stands there.
        cookies: what knows visitors again.
    """

    def __init__(self, app: ASGIApp, settings: Settings, cookies: Cookies) -> None:
        self._app = app
        self._settings = settings
        self._cookies = cookies
        self._newcomers = Allowance(settings.limits.visitors_an_hour_of_an_address, 3600)
        on_space = settings.place == "space"
        csp = CSP.format(
            # Shown within the hub's page, and asking the hub what it says of the Space.
            ancestors="'self' https://huggingface.co https://*.hf.space" if on_space else "'self'",
            connect="'self' https://huggingface.co" if on_space else "'self'",
        )
        self._headers = (
            (b"content-security-policy", csp),
            (b"x-content-type-options", "nosniff"),
            (b"referrer-policy", "same-origin"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = _headers(scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _say(send, *refusal)
            return
        if self._is_foreign(headers):
            # It may be looked at; no page of another site may read it.
            scope = {**scope, "headers": [h for h in scope["headers"] if h[0] != b"origin"]}
        visitor, cookies = self._visitor(scope, headers)
        answer_for(visitor)
        scope = {**scope, SCOPE_KEY: visitor}
        if scope["method"] == "POST" and not _is_upload(scope):
            body = await _read(receive)
            wrong = "larger than 4 MB" if body is None else _wrong_json(scope, body)
            if body is None or wrong:
                await _say(send, 413 if body is None else 400, f"The request is {wrong}.")
                return
            receive = _again(body, receive)
        try:
            await self._app(scope, receive, self._sending(send, cookies))
        except Exception as error:  # its answer is sent already; one line says what it was
            where = f"{scope['method']} {scope['path']}"
            _log.warning("%s: %s: %s", where, type(error).__name__, str(error)[:200])

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Why a request goes no further, with its status; None where it may."""
        settings, path, method = self._settings, str(scope["path"]), scope["method"]
        host = host_of(headers.get("host", ""))
        if settings.hosts and settings.place != "space" and host not in settings.hosts:
            return 403, "This app is not asked for under that name (see GESTURE_HOSTS)."
        if any(path.startswith(each) for each in CLOSED):
            return 404, "There is nothing."
        if method not in ("GET", "HEAD") and self._is_foreign(headers):
            return 403, "This app takes nothing from pages of other sites."
        if method == "POST" and path.startswith("/gradio_api"):
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            expected = "multipart/form-data" if _is_upload(scope) else "application/json"
            if kind != expected:
                return 415, f"Expected {expected}."
        return None

    def _is_foreign(self, headers: Mapping[str, str]) -> bool:
        """Whether a page of another site sends the request."""
        origin = headers.get("origin")
        if origin is None:
            return False
        own = {host_of(headers.get("host", "")), *self._settings.hosts}
        return host_of(origin) not in own - {""}

    def _visitor(self, scope: Scope, headers: Mapping[str, str]) -> tuple[Visitor, tuple[str, ...]]:
        """Who asks, and the cookies that the answer is to set."""
        settings = self._settings
        if not settings.strangers:
            return HOUSE, ()
        jar, address = _cookies(headers), self._address(scope, headers)
        id = self._cookies.visitor_id(jar.get(COOKIE, ""))
        set_cookies: list[str] = []
        is_page = scope["method"] == "GET" and scope["path"] == "/"
        if not id and is_page and self._newcomers.take(address):
            cookie = self._cookies.new()
            id = self._cookies.visitor_id(cookie)
            set_cookies.append(self._cookie(COOKIE, cookie, headers))
        mark = _mark(settings.admin)
        admin = bool(mark) and hmac.compare_digest(jar.get(ADMIN, "").encode(), mark.encode())
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("admin", [""])[0]
        if is_page and given and hmac.compare_digest(_mark(given), mark):
            admin = True
            set_cookies.append(self._cookie(ADMIN, mark, headers))
        return Visitor(id=id or NOBODY, address=address, admin=admin), tuple(set_cookies)

    def _address(self, scope: Scope, headers: Mapping[str, str]) -> str:
        # On a Space the hub's own proxy writes the last entry; a visitor writes what is before it.
        if self._settings.place == "space" and (passed := headers.get("x-forwarded-for")):
            return passed.rpartition(",")[2].strip()
        client = scope.get("client")
        return str(client[0]) if client else ""

    def _cookie(self, name: str, value: str, headers: Mapping[str, str]) -> str:
        if self._settings.place == "space":  # shown in a frame of the hub's page
            site = "SameSite=None; Secure; Partitioned"
        else:
            secure = headers.get("x-forwarded-proto") == "https"
            site = f"SameSite=Lax{'; Secure' if secure else ''}"
        return f"{name}={value}; Path=/; Max-Age=31536000; HttpOnly; {site}"

    def _sending(self, send: Send, cookies: Iterable[str]) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message.get("headers", [])}
                more = [(n, v.encode()) for n, v in self._headers if n not in known]
                more += [(b"set-cookie", each.encode()) for each in cookies]
                message = {**message, "headers": [*message.get("headers", []), *more]}
            await send(message)

        return sent


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): v.decode("latin-1") for name, v in scope["headers"]}


def _cookies(headers: Mapping[str, str]) -> dict[str, str]:
    try:
        return {name: m.value for name, m in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _mark(token: str) -> str:
    """What an admin's cookie holds in place of the token."""
    return hashlib.sha256(b"admin\0" + token.encode()).hexdigest() if token else ""


def _is_upload(scope: Scope) -> bool:
    return str(scope["path"]).rstrip("/") == "/gradio_api/upload"


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None where it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """``receive`` with a body that was read already before it."""
    given = False

    async def received() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received


def _wrong_json(scope: Scope, body: bytes) -> str:
    """What is wrong with a body that is to be a JSON object; "" where nothing is."""
    if not body and not str(scope["path"]).startswith("/gradio_api"):
        return ""
    try:
        content: object = json.loads(body)
        # Half a surrogate is JSON and yet no text: nothing could be written of it.
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return "no JSON text"
    if not isinstance(content, dict):
        return "no JSON object"
    if str(scope["path"]).rstrip("/") == "/gradio_api/component_server":
        kinds = {"session_hash": str, "component_id": int, "fn_name": str}
        for name, kind in kinds.items():
            if not isinstance(content.get(name), kind):
                return f"malformed: {name} is missing or no {kind.__name__}"
    return ""


async def _say(send: Send, status: int, words: str) -> None:
    body = json.dumps({"error": words}).encode()
    head = [(b"content-type", b"application/json"), (b"x-content-type-options", b"nosniff")]
    head.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
