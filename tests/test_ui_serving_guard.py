"""The door: what comes from elsewhere, is too large or malformed goes no further."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from toolkit.ui.serving.guard import MAX_BODY_BYTES, Guard
from toolkit.ui.serving.settings import Limits, Settings
from toolkit.ui.serving.visitors import COOKIE, SCOPE_KEY, Cookies, current_visitor

SPACE = Settings(place="space", hosts=("a-b.hf.space",), admin="the token")


async def answer(request: Request) -> JSONResponse:
    """Who asks, by the request and by the context, and what arrived."""
    here = current_visitor()
    assert here is request.scope[SCOPE_KEY]
    body = (await request.body()).decode() if request.method == "POST" else ""
    origin = request.headers.get("origin", "")
    said = {"id": here.id, "address": here.address, "admin": here.admin, "origin": origin}
    return JSONResponse({**said, "body": body})


async def broken(request: Request) -> JSONResponse:
    raise RuntimeError("nobody foresaw it")


INNER = Starlette(
    routes=[
        Route("/gradio_api/broken", broken),
        Route("/{path:path}", answer, methods=["GET", "POST", "OPTIONS"]),
    ]
)
JSON = {"content-type": "application/json"}
CALL = "/gradio_api/run/predict"
SERVER = "/gradio_api/component_server"


async def sent(settings: Settings, method: str, path: str, **given: Any) -> httpx.Response:
    guard = Guard(INNER, settings, Cookies("secret"))
    transport = httpx.ASGITransport(app=guard, client=("9.9.9.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://a-b.hf.space") as client:
        return await client.request(method, path, **given)


def ask(settings: Settings, method: str, path: str, **given: Any) -> httpx.Response:
    import asyncio

    return asyncio.run(sent(settings, method, path, **given))


def test_a_newcomer_gets_a_cookie_with_the_page_and_keeps_it() -> None:
    reply = ask(SPACE, "GET", "/")
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=None; Secure" in cookie
    value = cookie.partition("=")[2].partition(";")[0]
    again = ask(SPACE, "GET", "/", headers={"cookie": f"{COOKIE}={value}"})
    assert "set-cookie" not in again.headers
    assert again.json()["id"] == reply.json()["id"] == value[:24]
    forged = ask(SPACE, "POST", CALL, json={}, headers={"cookie": f"{COOKIE}={'a' * 24}.x"})
    assert forged.json()["id"] == "nobody"


def test_one_address_makes_only_so_many_newcomers() -> None:
    import asyncio

    settings = Settings(place="server", limits=Limits(visitors_an_hour_of_an_address=2))
    guard = Guard(INNER, settings, Cookies("secret"))

    async def work() -> list[str]:
        transport = httpx.ASGITransport(app=guard)
        async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
            found: list[str] = []
            for _ in range(3):
                client.cookies.clear()
                found.append((await client.get("/")).json()["id"])
            return found

    first, second, third = asyncio.run(work())
    assert first != second and third == "nobody"


def test_on_ones_own_machine_nobody_is_told_apart() -> None:
    own = Settings(hosts=("localhost",))
    reply = ask(own, "GET", "/", headers={"host": "localhost:7860"})
    assert reply.json()["admin"] and "set-cookie" not in reply.headers
    assert ask(own, "GET", "/", headers={"host": "evil.example"}).status_code == 403


def test_the_token_makes_an_admin_and_nothing_else_does() -> None:
    reply = ask(SPACE, "GET", "/?admin=the+token")
    assert reply.json()["admin"]
    cookies = [each.partition(";")[0] for each in reply.headers.get_list("set-cookie")]
    again = ask(SPACE, "POST", CALL, json={}, headers={"cookie": "; ".join(cookies)})
    assert again.json()["admin"]
    assert not ask(SPACE, "GET", "/?admin=guessed").json()["admin"]
    assert not ask(SPACE, "GET", "/", headers={"cookie": "gesture_admin="}).json()["admin"]
    unset = Settings(place="space")
    assert not ask(unset, "GET", "/?admin=").json()["admin"]
    assert not ask(unset, "GET", "/", headers={"cookie": "gesture_admin="}).json()["admin"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://a-b.hf.space.evil"])
def test_pages_of_other_sites_send_nothing_and_read_nothing(origin: str) -> None:
    foreign = {"origin": origin}
    assert ask(SPACE, "POST", CALL, json={}, headers=foreign).status_code == 403
    assert ask(SPACE, "OPTIONS", CALL, headers=foreign).status_code == 403
    # Without an origin nothing behind the guard says that the page may read it.
    assert ask(SPACE, "GET", "/config", headers=foreign).json()["origin"] == ""


def test_its_own_page_may() -> None:
    own = {"origin": "https://a-b.hf.space"}
    assert ask(SPACE, "POST", CALL, json={"a": 1}, headers=own).json()["body"] == '{"a":1}'
    assert ask(SPACE, "POST", CALL, json={}).status_code == 200  # a client that is no browser


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(kind: str) -> None:
    reply = ask(SPACE, "POST", CALL, content=b"{}", headers={"content-type": kind})
    assert reply.status_code == 415
    upload = ask(SPACE, "POST", "/gradio_api/upload", content=b"{}", headers=JSON)
    assert upload.status_code == 415


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        (CALL, b"{", 400),
        (CALL, b"[]", 400),
        (CALL, b'{"a": "\\ud800"}', 400),
        (CALL, b"[" * 100_000, 400),
        (CALL, b'{"a": "' + b"x" * MAX_BODY_BYTES + b'"}', 413),
        (SERVER, b'{"component_id": "3", "fn_name": "ask", "session_hash": "s"}', 400),
        (SERVER, b'{"component_id": 3, "session_hash": "s"}', 400),
        (SERVER, b'{"component_id": 3, "fn_name": "ask", "session_hash": "s"}', 200),
    ],
)
def test_malformed_bodies_go_no_further(path: str, content: bytes, status: int) -> None:
    assert ask(SPACE, "POST", path, content=content, headers=JSON).status_code == status


@pytest.mark.parametrize(
    "path", ["/monitoring", "/monitoring/summary", "/gradio_api/proxy=http://a"]
)
def test_what_nobody_needs_is_closed(path: str) -> None:
    assert ask(SPACE, "GET", path).status_code == 404


def test_answers_carry_headers_that_fit_their_place() -> None:
    space = ask(SPACE, "GET", "/").headers
    assert "frame-ancestors 'self' https://huggingface.co" in space["content-security-policy"]
    assert space["x-content-type-options"] == "nosniff"
    server = ask(Settings(place="server"), "GET", "/").headers
    assert server["content-security-policy"].endswith("frame-ancestors 'self'")


def test_an_address_on_a_space_is_what_the_hub_wrote_last() -> None:
    passed = {"x-forwarded-for": "1.1.1.1, 2.2.2.2"}
    assert ask(SPACE, "GET", "/", headers=passed).json()["address"] == "2.2.2.2"
    assert ask(Settings(place="server"), "GET", "/", headers=passed).json()["address"] == "9.9.9.9"


def test_what_breaks_behind_the_door_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    reply = ask(SPACE, "GET", "/gradio_api/broken")
    assert reply.status_code == 500
    assert [each.message for each in caplog.records] == [
        "GET /gradio_api/broken: RuntimeError: nobody foresaw it"
    ]
