"""What a reader makes of the answers of any Ava: documented, deployed, or neither."""

import json
import sys
import traceback

import pytest

from ava_onboard.contract.assistants import Assistant, AssistantList, CreatedAssistant
from ava_onboard.contract.errors import ErrorAnswer, ValidationAnswer
from ava_onboard.contract.parse import parse
from ava_onboard.contract.session import Profile, Session
from ava_onboard.contract.vapi_settings import KeyDeleted, KeySaved, KeyStatus

MARK = "MARKED-8f14e45f"
USER = {"id": "1", "email": "demo@ava.ai", "name": "Camille", "phone": None, "locale": "fr", "plan": "pro"}


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()


def test_a_whole_session_is_read() -> None:
    body = {"access_token": "a", "refresh_token": "r", "token_type": "bearer", "expires_in": 900, "user": USER}

    session = parse(Session, encoded(body))

    assert session is not None
    assert session.access_token.get_secret_value() == "a"
    assert session.refresh_token is not None
    assert session.refresh_token.get_secret_value() == "r"
    assert session.expires_in == 900
    assert session.user is not None
    assert (session.user.name, session.user.email, session.user.phone) == ("Camille", "demo@ava.ai", None)


@pytest.mark.parametrize(
    "rest",
    [
        {},
        {"refresh_token": None, "user": None},
        {"user": "Camille"},
        {"user": []},
        {"token_type": 1},
        {"expires_in": "x"},
    ],
)
def test_an_access_token_alone_is_a_session(rest: dict[str, object]) -> None:
    session = parse(Session, encoded({"access_token": "a", **rest}))

    assert session is not None
    assert (session.refresh_token, session.user) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"refresh_token": MARK},
        {"access_token": None},
        {"access_token": 1},
        {"access_token": "a", "refresh_token": 1},
    ],
)
def test_unusable_tokens_are_no_session(body: object) -> None:
    assert parse(Session, encoded(body)) is None


def test_one_unusable_field_does_not_spoil_a_profile() -> None:
    profile = parse(Profile, encoded({**USER, "id": 7, "name": ["Camille"]}))

    assert profile is not None
    assert (profile.id, profile.name, profile.email) == (None, None, "demo@ava.ai")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"has_vapi_key": True, "vapi_api_key_preview": "8f14e45f..."}, (True, "8f14e45f...")),
        ({"has_vapi_key": False, "vapi_api_key_preview": None}, (False, None)),
        ({"has_vapi_key": False}, (False, None)),
    ],
)
def test_the_status_of_a_key_is_read(body: object, status: tuple[bool, str | None]) -> None:
    found = parse(KeyStatus, encoded(body))

    assert found is not None
    assert (found.has_vapi_key, found.vapi_api_key_preview) == status


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"preview": MARK},
        {"has_vapi_key": "true"},
        {"has_vapi_key": 1},
        {"has_vapi_key": True, "vapi_api_key_preview": {"x": MARK}},
    ],
)
def test_a_status_is_not_guessed(body: object) -> None:
    assert parse(KeyStatus, encoded(body)) is None


def test_the_two_forms_of_an_answer_to_a_write_are_recognised() -> None:
    documented = encoded({"message": "Vapi API key saved successfully", "preview": "8f14e45f..."})
    deployed = encoded({"has_vapi_key": True, "vapi_api_key_preview": "8f14e45f..."})

    assert parse(KeySaved, documented) == KeySaved(message="Vapi API key saved successfully", preview="8f14e45f...")
    assert parse(KeyDeleted, encoded({"message": "gone"})) == KeyDeleted(message="gone")
    assert parse(KeyStatus, documented) is None
    assert parse(KeySaved, deployed) is None
    assert parse(KeyDeleted, deployed) is None


def test_assistants_are_read_under_vapis_names() -> None:
    one = {"id": "a", "name": "Accueil", "createdAt": "2026-08-01", "updatedAt": 5, "orgId": MARK}

    listed = parse(AssistantList, encoded({"success": True, "assistants": [one], "configured": True}))
    created = parse(CreatedAssistant, encoded({"success": True, "assistant": {"id": "a"}}))

    assert listed is not None
    assert [(found.id, found.name, found.created_at, found.updated_at) for found in listed.assistants] == [
        ("a", "Accueil", "2026-08-01", None)
    ]
    assert created is not None
    assert created.assistant.id == "a"
    assert parse(list[Assistant], encoded([one])) == listed.assistants
    assert parse(AssistantList, encoded({"success": True, "assistants": [{"name": "no id"}]})) is None


def test_a_refusal_keeps_nothing_of_what_was_sent() -> None:
    sent = {"input": MARK, "ctx": {"x": MARK}}
    field = {"type": "string_too_short", "loc": ["body", "vapi_api_key"], "msg": "short", **sent}

    refusal = parse(ValidationAnswer, encoded({"detail": [field]}))

    assert refusal is not None
    assert refusal.detail[0].loc == ["body", "vapi_api_key"]
    assert MARK not in repr(refusal) + refusal.model_dump_json()
    assert parse(ErrorAnswer, encoded({"detail": "User not found"})) == ErrorAnswer(detail="User not found")
    assert parse(ErrorAnswer, encoded({"detail": [field]})) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"<html>MARKED</html>", b'{"access_token": "MARKED', b"\xff", b"[" * 100_000, b'"\\ud800"'],
    ids=lambda body: repr(body)[:20],
)
@pytest.mark.parametrize("shape", [Session, KeyStatus, KeySaved, ErrorAnswer, AssistantList])
def test_a_body_of_something_else_is_not_an_answer(shape: type[object], body: bytes) -> None:
    assert parse(shape, body) is None


def test_an_error_raised_after_a_body_that_did_not_fit_does_not_hold_the_body() -> None:
    body = encoded({"refresh_token": MARK})
    with pytest.raises(LookupError) as caught:
        raise_unless_read(body)

    assert sys.exc_info() == (None, None, None)
    assert caught.value.__context__ is None
    assert MARK not in "".join(traceback.format_exception(caught.value))


def raise_unless_read(body: bytes) -> None:
    if parse(Session, body) is None:
        raise LookupError("no session")
