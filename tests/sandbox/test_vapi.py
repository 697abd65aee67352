"""What a client of Vapi sees, for every sample key, over real HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World

ACCEPTED = [samples.VALID, samples.SK_LIVE, samples.OTHER, samples.EMPTY, samples.SLOW]
INVALID = "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa."


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"User-Agent": "ava-onboard-test"}, timeout=5) as client:
        yield client


def bearer(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {samples.KEYS[name]}"}


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_key_lists_the_assistants_of_one_organisation(
    world: World, client: httpx.Client, name: str
) -> None:
    answer = client.get(f"{world.vapi_url}/assistant", headers=bearer(name))
    assert answer.status_code == 200
    assert all({"id", "orgId", "createdAt", "updatedAt", "name"} <= set(assistant) for assistant in answer.json())
    assert len({assistant["orgId"] for assistant in answer.json()}) == (0 if name == samples.EMPTY else 1)


def test_the_newest_assistants_come_first(world: World, client: httpx.Client) -> None:
    url = f"{world.vapi_url}/assistant"
    client.post(url, headers=bearer(samples.VALID), json={"name": "newest"})
    everything = client.get(url, headers=bearer(samples.VALID)).json()
    assert [assistant["name"] for assistant in everything] == [
        "newest",
        "Standard de nuit",
        "Prise de rendez-vous",
        "Accueil",
    ]
    assert client.get(url, params={"limit": 1}, headers=bearer(samples.VALID)).json() == everything[:1]


@pytest.mark.parametrize("limit", ["-1", "1001", "one", "", "1.5"])
def test_an_impossible_limit_is_refused(world: World, client: httpx.Client, limit: str) -> None:
    answer = client.get(f"{world.vapi_url}/assistant", params={"limit": limit}, headers=bearer(samples.VALID))
    assert answer.status_code == 400
    assert answer.json()["statusCode"] == 400


@pytest.mark.parametrize("authorization", [samples.PUBLIC, samples.UNKNOWN, samples.EU, None, "Basic eDp5", "Bearer"])
def test_a_key_of_another_region_is_invalid(world: World, client: httpx.Client, authorization: str | None) -> None:
    headers = {}
    if authorization in samples.KEYS:
        headers = bearer(str(authorization))
    elif authorization:
        headers = {"Authorization": authorization}
    answer = client.get(f"{world.vapi_url}/assistant?limit=1", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"message": INVALID, "error": "Unauthorized", "statusCode": 401}


@pytest.mark.parametrize("name", sorted(samples.KEYS))
def test_the_european_region_accepts_only_its_own_key(world: World, client: httpx.Client, name: str) -> None:
    answer = client.get(f"{world.vapi_eu_url}/assistant?limit=1", headers=bearer(name))
    assert answer.status_code == (200 if name == samples.EU else 401)


@pytest.mark.parametrize(
    ("name", "status", "content_type", "retry_after"),
    [
        (samples.FORBIDDEN, 403, "application/json", None),
        (samples.LIMITED, 429, "application/json", None),
        (samples.LIMITED_RETRY, 429, "application/json", "1"),
        (samples.DOWN, 503, "application/json", None),
        (samples.HTML, 502, "text/html; charset=utf-8", None),
    ],
)
def test_a_failing_key_gets_its_failure(
    world: World, client: httpx.Client, name: str, status: int, content_type: str, retry_after: str | None
) -> None:
    answer = client.get(f"{world.vapi_url}/assistant?limit=1", headers=bearer(name))
    assert answer.status_code == status
    assert answer.headers["content-type"] == content_type
    assert answer.headers.get("retry-after") == retry_after
    if content_type == "application/json":
        assert answer.json()["statusCode"] == status
        assert set(answer.json()) == {"message", "error", "statusCode"}


def test_the_slow_key_is_accepted_after_its_delay(world: World, client: httpx.Client) -> None:
    answer = client.get(f"{world.vapi_url}/assistant?limit=1", headers=bearer(samples.SLOW))
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() >= 0.3


def test_the_hanging_key_is_never_answered(world: World, client: httpx.Client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        client.get(f"{world.vapi_url}/assistant?limit=1", headers=bearer(samples.HANG), timeout=0.2)


def test_the_cut_key_loses_the_connection_during_the_answer(world: World, client: httpx.Client) -> None:
    with client.stream("GET", f"{world.vapi_url}/assistant?limit=1", headers=bearer(samples.CUT)) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            answer.read()


@pytest.mark.parametrize("user_agent", [httpx.Client().headers["User-Agent"], "Python-urllib/3.12", ""])
def test_a_default_user_agent_is_blocked_before_the_key_is_checked(
    world: World, client: httpx.Client, user_agent: str
) -> None:
    headers = {**bearer(samples.UNKNOWN), "User-Agent": user_agent}
    answer = client.get(f"{world.vapi_url}/assistant?limit=1", headers=headers)
    assert answer.status_code == 403
    assert answer.text == "error code: 1010"
    assert answer.headers["content-type"].startswith("text/plain")


def test_an_assistant_can_be_created_read_and_deleted(world: World, client: httpx.Client) -> None:
    url = f"{world.vapi_url}/assistant"
    created = client.post(url, headers=bearer(samples.EMPTY), json={"name": "x" * 40, "firstMessage": "Bonjour"})
    assert created.status_code == 201
    assistant = created.json()
    assert assistant["name"] == "x" * 40
    assert assistant["firstMessage"] == "Bonjour"
    one = f"{url}/{assistant['id']}"
    assert client.get(one, headers=bearer(samples.EMPTY)).json() == assistant
    deleted = client.delete(one, headers=bearer(samples.EMPTY))
    assert (deleted.status_code, deleted.json()) == (200, assistant)
    assert client.get(one, headers=bearer(samples.EMPTY)).status_code == 404
    assert client.delete(one, headers=bearer(samples.EMPTY)).status_code == 404


def test_an_assistant_of_another_organisation_is_not_found(world: World, client: httpx.Client) -> None:
    url = f"{world.vapi_url}/assistant"
    identity = client.get(url, headers=bearer(samples.VALID)).json()[0]["id"]
    assert client.get(f"{url}/{identity}", headers=bearer(samples.OTHER)).status_code == 404


@pytest.mark.parametrize("body", [b'{"name": "' + b"x" * 41 + b'"}', b'{"name": 7}', b"[]", b"{", b"", b"\xff"])
def test_an_invalid_assistant_is_not_created(world: World, client: httpx.Client, body: bytes) -> None:
    url = f"{world.vapi_url}/assistant"
    answer = client.post(url, headers=bearer(samples.EMPTY), content=body)
    assert answer.status_code == 400
    assert answer.json()["error"] == "Bad Request"
    assert client.get(url, headers=bearer(samples.EMPTY)).json() == []


def test_paths_outside_the_public_api_are_not_found(world: World, client: httpx.Client) -> None:
    answer = client.get(f"{world.vapi_url}/org", headers=bearer(samples.VALID))
    assert (answer.status_code, answer.json()["statusCode"]) == (404, 404)
