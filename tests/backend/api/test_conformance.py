"""Generated requests against the OpenAPI document: the backend answers as documented."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import missing_required_header

from ava_onboard.backend.api.app import create_app
from ava_onboard.backend.db.administration import set_agent
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Form, Settings
from ava_onboard.contract import live
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.sandbox.server import Servers
from ava_onboard.sandbox.world import World
from tests.backend.conftest import KEY_PATH, PASSWORD, Template, settings_for

EXAMPLES = 8
"""Examples of each call, in each form."""

# A body that is too large is refused before it is read.
REFUSALS = ["400", "401", "403", "404", "405", "413", "415", "422", "429"]
# A session that has ended, or a code that is wrong, cannot be told from the form of a request.
ACCEPTED = ["2xx", "401", "403", "404", "409", "410", "429", "5xx"]
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            "negative_data_rejection": {"expected-statuses": REFUSALS},
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
        }
    }
)


@dataclass
class Described:
    """A backend over real HTTP, and its OpenAPI document."""

    schema: BaseSchema
    address: str
    alice: str
    bob: str
    refresh: str

    def headers(self, case: Case[Any]) -> dict[str, str]:
        """Alice's token; for assistants Bob's, whose key Vapi accepts, so that a 502 is an error."""
        token = self.bob if case.operation.path.startswith("/api/v1/assistants") else self.alice
        return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def described(request: pytest.FixtureRequest, template: Template, world_of_session: World) -> Iterator[Described]:
    world = world_of_session
    with template.databases.new(template.url) as url:
        changes: dict[str, Any] = {"vapi_url": world.vapi_url, "vapi_eu_url": world.vapi_eu_url}
        changes["assistant_calls_per_minute"] = 100_000
        chosen = settings_for(url, request.param, **changes)
        asyncio.run(_give(chosen, template, world.keys["valid"]))
        servers = Servers()
        address = servers.add("ava", create_app(chosen))
        servers.start()
        try:
            tokens = Tokens(chosen)
            schema = schemathesis.openapi.from_url(f"{address}/openapi.json", config=CONFIG)
            yield Described(
                schema,
                address,
                tokens.access(template.alice),
                tokens.access(template.bob),
                tokens.refresh(template.alice),
            )
        finally:
            servers.stop()


async def _give(chosen: Settings, template: Template, key: str) -> None:
    async with opened(chosen.database_url) as engine:
        ring = KeyRing(chosen.master_key_bytes(), chosen.current_master_key)
        await Keys(engine, ring).save(template.bob, ApiKey(key))
        await set_agent(engine, template.bob, is_agent=True)


@pytest.fixture
def api(described: Described) -> BaseSchema:
    return described.schema


calls = schemathesis.pytest.from_fixture("api")


everywhere = pytest.mark.parametrize(
    ("databases", "described"),
    [("sqlite", Form.DEPLOYED), ("postgresql", Form.DOCUMENTED)],
    indirect=True,
    scope="module",
)


@pytest.mark.slow
@everywhere
@calls.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: Case[Any], described: Described) -> None:
    # One check accepts only 401 for a request without a token; this API answers 403.
    case.call_and_validate(headers=described.headers(case), excluded_checks=[missing_required_header])


@everywhere
def test_every_call_succeeds_as_described(described: Described) -> None:
    """Generated requests have no password and no refresh token."""
    alice = {"identifier": "alice@example.com", "password": PASSWORD}
    asked: list[tuple[str, str, str | None, object]] = [
        ("POST", "/api/v1/auth/login", None, alice),
        ("POST", "/api/v1/auth/login", None, alice | {"remember": True}),
        ("POST", "/api/v1/auth/refresh", None, {"refresh_token": described.refresh}),
        ("GET", "/api/v1/auth/me", described.alice, None),
        ("GET", KEY_PATH, described.bob, None),
        ("POST", KEY_PATH, described.alice, {"vapi_api_key": "8f14e45f-contract"}),
        ("DELETE", KEY_PATH, described.alice, None),
        ("GET", "/api/v1/assistants", described.bob, None),
        ("POST", "/api/v1/assistants", described.bob, {"name": "Accueil"}),
        ("GET", live.PATH, None, None),
        ("POST", live.PATH, described.alice, None),
        ("POST", live.CLAIM_PATH, described.bob, None),
        ("GET", f"{live.PATH}/{{session}}", described.alice, None),
        ("POST", f"{live.PATH}/{{session}}/confirm", described.alice, {"situation": "MCEFQW"}),
        ("POST", f"{live.PATH}/{{session}}/state", described.alice, {"situation": "MCEFQW"}),
        ("DELETE", f"{live.PATH}/{{session}}", described.alice, None),
        ("GET", f"{live.PATH}/{{session}}/events", described.bob, None),
        ("GET", "/healthz", None, None),
        ("GET", "/readyz", None, None),
    ]
    paths = described.schema.raw_schema["paths"]
    assert {(method, path) for method, path, _, _ in asked} == {
        (method.upper(), path) for path, methods in paths.items() for method in methods
    }
    opened: dict[str, str] = {}
    with httpx.Client(base_url=described.address) as client:
        for method, path, token, body in asked:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            sent = {"code": opened["code"]} if path == live.CLAIM_PATH else body
            answer = client.request(method, path.replace("{session}", opened.get("id", "")), headers=headers, json=sent)
            assert answer.status_code == 200, (method, path)
            if (method, path) == ("POST", live.PATH):
                opened = answer.json()
            described.schema[path][method].validate_response(answer)
