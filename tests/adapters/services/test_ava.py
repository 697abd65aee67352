"""Ava's answers, in the documented and in the deployed form, and what each refusal means."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from operator import methodcaller

import httpx
import pytest

from ava_onboard.adapters.services.ava import WAKING, HttpAva
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Password, Token
from ava_onboard.onboarding.ports import Account, Session, StoredKey
from tests.adapters.leaks import MARK, assert_no_mark
from tests.adapters.loopback import CUT, Play, answer, closed_port, hang, header, reset, serving
from tests.waits import Waits

KEY, TOKEN, PASSWORD = ApiKey(MARK), Token(MARK), Password(MARK)

Call = Callable[[HttpAva], Awaitable[object]]
SIGN_IN: Call = methodcaller("sign_in", "demo@ava.ai", PASSWORD)
RENEW: Call = methodcaller("renew", TOKEN)
ACCOUNT: Call = methodcaller("account", TOKEN)
STORED: Call = methodcaller("stored_key", TOKEN)
SEND: Call = methodcaller("send_key", TOKEN, KEY)
DELETE: Call = methodcaller("delete_key", TOKEN)
CALLS = {"sign in": SIGN_IN, "renew": RENEW, "account": ACCOUNT, "stored": STORED, "send": SEND, "delete": DELETE}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())

USER = {"id": "1", "email": "demo@ava.ai", "name": "Camille Demo", "phone": None, "locale": "fr"}
SESSION = {
    "access_token": "access",
    "refresh_token": "refresh",
    "token_type": "bearer",
    "expires_in": 900,
    "user": USER,
}


async def code_of(client: httpx.AsyncClient, play: Play, call: Call, seconds: float = 5) -> str:
    async with serving(play) as server:
        with pytest.raises(ProblemError) as caught:
            await call(HttpAva(client, server.url, deadline=seconds))
    assert "{" not in caught.value.failure.sentence + caught.value.failure.remedy
    assert_no_mark(caught.value)
    return caught.value.failure.code


def body_of(request: bytes) -> object:
    return json.loads(request.partition(b"\r\n\r\n")[2])


@every_call
@pytest.mark.parametrize(
    ("play", "code"),
    [
        pytest.param(hang, "N03", id="hang"),
        pytest.param(reset, "N05", id="reset"),
        pytest.param(CUT, "N05", id="cut"),
        pytest.param(answer(307, "", location="/elsewhere"), "N06", id="redirect"),
        pytest.param(answer(200, "<html></html>"), "A01", id="a page"),
        pytest.param(answer(404, {"detail": "Not Found"}), "A01", id="404"),
        pytest.param(answer(405, {"detail": "Method Not Allowed"}), "A01", id="405"),
        pytest.param(answer(403, "<html></html>"), "A01", id="403 page"),
        pytest.param(answer(404, {"detail": "User not found"}), "S04", id="user is gone"),
        pytest.param(answer(500, {"detail": MARK}), "A04", id="500"),
        pytest.param(answer(502, "<html></html>"), "A04", id="502 page"),
        pytest.param(answer(503, ""), "A04", id="503"),
        pytest.param(answer(418, {"detail": MARK}), "A08", id="418"),
    ],
)
async def test_each_fault_means_the_same_in_every_call(
    client: httpx.AsyncClient, call: Call, play: Play, code: str
) -> None:
    assert await code_of(client, play, call, seconds=0.1 if code == "N03" else 5) == code


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    ("call", "code"),
    [(SIGN_IN, "S02"), (RENEW, "S03"), (ACCOUNT, "S05"), (STORED, "S05"), (SEND, "S05"), (DELETE, "S05")],
    ids=CALLS.keys(),
)
async def test_a_refusal_is_about_what_was_sent_with_the_request(
    client: httpx.AsyncClient, call: Call, code: str, status: int
) -> None:
    assert await code_of(client, answer(status, {"detail": "Not authenticated"}), call) == code


@pytest.mark.parametrize(
    ("call", "code", "requests"),
    [
        (SIGN_IN, "S07", 1),
        (RENEW, "A03", 4),
        (ACCOUNT, "A03", 4),
        (STORED, "A03", 4),
        (SEND, "A03", 4),
        (DELETE, "A03", 4),
    ],
    ids=CALLS.keys(),
)
async def test_a_busy_ava_is_asked_again_but_a_password_is_not_tried_again(
    client: httpx.AsyncClient, call: Call, code: str, requests: int
) -> None:
    async with serving(answer(429, {}, retry_after="5")) as server:
        with pytest.raises(ProblemError) as caught:
            await call(HttpAva(client, server.url, retries=Waits().retries))
    assert (caught.value.failure.code, caught.value.failure.wait) == (code, "Wait 5 seconds before trying again.")
    assert len(server.requests) == requests


async def test_waking_a_busy_ava_up_adds_nothing_to_its_work(client: httpx.AsyncClient) -> None:
    waits = Waits()
    async with serving(answer(429, {})) as server:
        await HttpAva(client, server.url, retries=waits.retries).wake_up()
    assert (waits, len(server.requests)) == ([], 1)


@pytest.mark.parametrize(
    ("call", "code"),
    [(SIGN_IN, "S02"), (RENEW, "A08"), (ACCOUNT, "A08"), (STORED, "A08"), (SEND, "A02"), (DELETE, "A08")],
    ids=CALLS.keys(),
)
async def test_a_422_is_understood_without_its_body(client: httpx.AsyncClient, call: Call, code: str) -> None:
    repeated = {"detail": [{"type": "string_too_short", "loc": ["body"], "msg": "short", "input": MARK}]}
    assert await code_of(client, answer(422, repeated), call) == code


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (SIGN_IN, {"refresh_token": MARK}),
        (SIGN_IN, {"access_token": f"{MARK}\r\nX: y"}),
        (SIGN_IN, {"access_token": None, "refresh_token": MARK}),
        (SIGN_IN, [MARK]),
        (RENEW, MARK),
        (ACCOUNT, {"id": MARK}),
        (ACCOUNT, {"name": [MARK]}),
        (STORED, {"preview": MARK}),
        (STORED, {"has_vapi_key": MARK}),
        (STORED, {"has_vapi_key": True, "vapi_api_key_preview": {"x": MARK}}),
        (STORED, None),
        (STORED, {"has_vapi_key": 1, "vapi_api_key_preview": MARK}),
        (SIGN_IN, {"access_token": MARK, "user": {"name": "half a pair \ud83d"}}),
    ],
)
async def test_an_answer_that_does_not_say_what_was_asked_cannot_be_understood(
    client: httpx.AsyncClient, call: Call, body: object
) -> None:
    assert await code_of(client, answer(200, body), call) == "A05"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda ava: ava.sign_in("demo@ava.ai", Password(MARK * 100)), "S02"),
        (lambda ava: ava.sign_in("", PASSWORD), "S02"),
        (lambda ava: ava.renew(Token(MARK * 1000)), "A08"),
        (lambda ava: ava.send_key(TOKEN, ApiKey(MARK * 10)), "A02"),
    ],
    ids=["password", "no address", "token", "key"],
)
async def test_what_ava_never_accepts_is_not_sent_and_means_the_same_as_its_422(
    client: httpx.AsyncClient, call: Call, code: str
) -> None:
    async with serving(answer(422, {})) as server:
        with pytest.raises(ProblemError) as caught:
            await call(HttpAva(client, server.url))
    assert (caught.value.failure.code, server.requests) == (code, [])
    assert_no_mark(caught.value)


@every_call
async def test_nobody_at_the_address_is_a_matter_of_the_network(client: httpx.AsyncClient, call: Call) -> None:
    with pytest.raises(ProblemError) as caught:
        await call(HttpAva(client, f"http://127.0.0.1:{closed_port()}"))
    assert caught.value.failure.code == "N02"
    assert_no_mark(caught.value)


@every_call
async def test_a_sleeping_ava_is_asked_until_it_answers(client: httpx.AsyncClient, call: Call) -> None:
    waits = Waits()
    plays = [answer(502, "<html></html>")] * 4

    async def wake_up(writer: asyncio.StreamWriter) -> None:
        await (plays.pop() if plays else answer(200, SESSION | USER | {"has_vapi_key": False}))(writer)

    async with serving(wake_up) as server:
        await call(HttpAva(client, server.url, retries=waits.retries))
    assert (waits, len(server.requests)) == ([0.4, 0.8, 1.6, 3.2], 5)


@every_call
async def test_one_that_stays_asleep_is_given_up_after_its_time(client: httpx.AsyncClient, call: Call) -> None:
    waits = Waits()
    async with serving(answer(503, {})) as server:
        with pytest.raises(ProblemError, match="A04") as caught:
            await call(HttpAva(client, server.url, retries=waits.retries))
    assert WAKING - 6 < sum(waits) < WAKING
    assert_no_mark(caught.value)


async def test_waking_up_shows_no_token_and_complains_about_nothing(client: httpx.AsyncClient) -> None:
    waits = Waits()
    async with serving(answer(503, {})) as server:
        await HttpAva(client, server.url, retries=waits.retries).wake_up()
    assert sum(waits) > WAKING - 6
    assert {header(request, "authorization") for request in server.requests} == {None}
    await HttpAva(client, f"http://127.0.0.1:{closed_port()}").wake_up()


@pytest.mark.parametrize("text", ["", "two words", "line\nfeed", "clé"])
async def test_a_token_that_http_cannot_carry_is_refused_before_it_is_sent(
    client: httpx.AsyncClient, text: str
) -> None:
    async with serving(answer(200, {})) as server:
        with pytest.raises(ProblemError) as caught:
            await HttpAva(client, server.url).stored_key(Token(f"{MARK}{text}" if text else ""))
    assert caught.value.failure.code == "S05"
    assert_no_mark(caught.value)
    assert server.requests == []


async def test_signing_in_gives_tokens_and_a_name(client: httpx.AsyncClient) -> None:
    async with serving(answer(200, SESSION)) as server:
        session = await HttpAva(client, server.url).sign_in("demo@ava.ai", PASSWORD)
    assert session == Session(Token("access"), Token("refresh"), Account("Camille Demo"))
    [request] = server.requests
    assert request.startswith(b"POST /api/v1/auth/login HTTP/1.1\r\n")
    assert header(request, "authorization") is None
    assert body_of(request) == {"identifier": "demo@ava.ai", "password": MARK, "remember": False}


@pytest.mark.parametrize("rest", [{}, {"refresh_token": ""}, {"user": MARK, "expires_in": MARK}, {"user": {"name": 1}}])
async def test_a_session_may_come_without_a_refresh_token_and_a_user(
    client: httpx.AsyncClient, rest: dict[str, object]
) -> None:
    async with serving(answer(200, {"access_token": "access", **rest})) as server:
        session = await HttpAva(client, server.url).renew(TOKEN)
    assert session == Session(Token("access"))
    assert body_of(server.requests[0]) == {"refresh_token": MARK}


@pytest.mark.parametrize(
    ("user", "label"),
    [
        (USER, "Camille Demo"),
        ({**USER, "name": None}, "demo@ava.ai"),
        ({"phone": "+33612345678"}, "+33612345678"),
        ({"name": "\x1b[31mRed\u200b", "email": "a@b.c"}, "[31mRed"),
        ({"name": "\x07", "email": "a@b.c"}, "a@b.c"),
    ],
)
async def test_an_account_is_called_by_what_is_known_of_it(client: httpx.AsyncClient, user: object, label: str) -> None:
    async with serving(answer(200, user)) as server:
        assert await HttpAva(client, server.url).account(TOKEN) == Account(label)


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ({"has_vapi_key": False, "vapi_api_key_preview": None}, StoredKey(False)),
        ({"has_vapi_key": False}, StoredKey(False)),
        ({"has_vapi_key": True, "vapi_api_key_preview": "8f14e45f..."}, StoredKey(True, "8f14e45f...")),
        ({"has_vapi_key": True, "vapi_api_key_preview": MARK}, StoredKey(True, f"{MARK[:8]}...")),
        ({"has_vapi_key": True, "vapi_api_key_preview": "***"}, StoredKey(True, "***")),
    ],
)
async def test_only_a_preview_of_the_stored_key_is_shown(
    client: httpx.AsyncClient, body: object, stored: StoredKey
) -> None:
    async with serving(answer(200, body)) as server:
        assert await HttpAva(client, server.url).stored_key(TOKEN) == stored


@pytest.mark.parametrize(
    "play",
    [
        answer(200, {"message": "Vapi API key saved successfully", "preview": "x"}),
        answer(200, {"has_vapi_key": True, "vapi_api_key_preview": "x..."}),
        answer(204, ""),
        answer(200, {"message": 1}),
    ],
    ids=["documented", "deployed", "empty", "neither"],
)
async def test_any_2xx_takes_the_key_and_forgets_it(client: httpx.AsyncClient, play: Play) -> None:
    async with serving(play) as server:
        ava = HttpAva(client, f"{server.url}/")
        await ava.send_key(TOKEN, KEY)
        await ava.delete_key(TOKEN)
    sent, deleted = server.requests
    assert sent.startswith(b"POST /api/v1/vapi-settings HTTP/1.1\r\n")
    assert body_of(sent) == {"vapi_api_key": MARK}
    assert deleted.startswith(b"DELETE /api/v1/vapi-settings HTTP/1.1\r\n")
    assert header(deleted, "authorization") == f"Bearer {MARK}"
