"""The OpenAPI document: complete, with examples, and true."""

from typing import Any

import pytest

from ava_onboard.backend.api.app import create_app
from ava_onboard.contract.live import PATH as LIVE
from tests.backend.conftest import KEY_PATH, settings_for

EVERYWHERE = {"400", "405", "431", "500"}
AUTHENTICATED = {"200", "401", "403", "404", "503"}
BODY = {"400", "408", "413", "422"}
LIMITED = {"429"}
OF_SESSION = {"410", "422"}
STATUSES = {
    ("POST", "/api/v1/auth/login"): {"200", "401", "429", "503"} | BODY,
    ("POST", "/api/v1/auth/refresh"): {"200", "401", "503"} | LIMITED | BODY,
    ("GET", "/api/v1/auth/me"): AUTHENTICATED | LIMITED,
    ("GET", KEY_PATH): AUTHENTICATED | LIMITED,
    ("POST", KEY_PATH): AUTHENTICATED | LIMITED | BODY,
    ("DELETE", KEY_PATH): AUTHENTICATED | LIMITED,
    ("GET", "/api/v1/assistants"): AUTHENTICATED | LIMITED | {"502"},
    ("POST", "/api/v1/assistants"): AUTHENTICATED | LIMITED | BODY | {"502"},
    ("GET", LIVE): {"200", "503"},
    ("POST", LIVE): AUTHENTICATED | LIMITED,
    ("POST", f"{LIVE}/claim"): AUTHENTICATED | LIMITED | BODY | {"410"},
    ("GET", f"{LIVE}/{{session}}"): AUTHENTICATED | LIMITED | OF_SESSION,
    ("POST", f"{LIVE}/{{session}}/confirm"): AUTHENTICATED | LIMITED | OF_SESSION | BODY | {"409"},
    ("POST", f"{LIVE}/{{session}}/state"): AUTHENTICATED | LIMITED | OF_SESSION | BODY | {"409"},
    ("DELETE", f"{LIVE}/{{session}}"): AUTHENTICATED | LIMITED | {"422"},
    ("GET", f"{LIVE}/{{session}}/events"): AUTHENTICATED | LIMITED | OF_SESSION,
    ("GET", "/healthz"): {"200"},
    ("GET", "/readyz"): {"200", "503"},
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(settings_for("sqlite+aiosqlite://")).openapi()


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_call_documents_all_its_answers(document: dict[str, Any]) -> None:
    described = {call: set(operation["responses"]) for call, operation in operations(document).items()}

    assert described == {call: statuses | EVERYWHERE for call, statuses in STATUSES.items()}


@pytest.mark.parametrize(("method", "path"), STATUSES, ids=lambda part: part)
def test_every_answer_has_an_example(method: str, path: str, document: dict[str, Any]) -> None:
    operation, schemas = operations(document)[method, path], document["components"]["schemas"]
    assert operation["description"]
    contents = [answer["content"] for answer in operation["responses"].values()]
    bodies = [content.get("application/json") or content["text/event-stream"] for content in contents]
    if "requestBody" in operation:
        bodies.append(operation["requestBody"]["content"]["application/json"])
    for body in bodies:
        assert "examples" in body or _has_examples(body["schema"], schemas), body


def _has_examples(schema: dict[str, Any], schemas: dict[str, dict[str, Any]]) -> bool:
    """Tell whether every field, at any depth, has an example, a default or a constant."""
    if reference := schema.get("$ref"):
        schema = schemas[reference.rpartition("/")[2]]
    if schema.keys() & {"examples", "default", "const"}:
        return True
    if schema.get("type") == "array":
        return _has_examples(schema["items"], schemas)
    return bool(schema.get("properties")) and all(
        _has_examples(field, schemas) for field in schema["properties"].values()
    )
