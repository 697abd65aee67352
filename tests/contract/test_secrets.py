"""A key, a password or a token is in the JSON that travels, and nowhere else."""

import pytest
from pydantic import BaseModel, Secret, ValidationError

from ava_onboard.contract.body import Body
from ava_onboard.contract.session import Login, Refresh, Session
from ava_onboard.contract.vapi_settings import LONGEST_KEY, SHORTEST_KEY, NewKey
from ava_onboard.domain import api_key

MARK = "MARKED-8f14e45f"
BODIES = [
    Login(identifier="camille@example.com", password=Secret(MARK)),
    Refresh(refresh_token=Secret(MARK)),
    NewKey(vapi_api_key=Secret(MARK)),
    Session(access_token=Secret(MARK), refresh_token=Secret(MARK), expires_in=900, user=None),
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_a_secret_is_shown_by_json_only(body: Body) -> None:
    assert MARK not in f"{body!r} {body} {body.model_dump()}"
    assert MARK in body.model_dump_json()
    assert MARK in str(body.model_dump(mode="json"))


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (NewKey, {"vapi_api_key": f"{MARK} with spaces"}),
        (NewKey, {"vapi_api_key": MARK * 100}),
        (NewKey, {"vapi_api_key": [MARK]}),
        (Login, {"identifier": "a", "password": MARK * 100}),
        (Login, {"identifier": "a", "password": "p", "remember": MARK}),
        (Refresh, {"refresh_token": {"x": MARK}}),
    ],
)
def test_the_text_of_an_error_does_not_hold_what_was_refused(model: type[BaseModel], values: object) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(values)

    assert "MARKED" not in str(caught.value)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_a_body_does_not_change(body: Body) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(body, next(iter(type(body).model_fields)), "x")


@pytest.mark.parametrize("value", ["true", 1, None])
def test_a_value_of_another_type_is_not_converted(value: object) -> None:
    with pytest.raises(ValidationError):
        Login.model_validate({"identifier": "a", "password": "p", "remember": value})


def test_the_lengths_of_a_key_are_those_of_the_domain() -> None:
    assert (SHORTEST_KEY, LONGEST_KEY) == (api_key.SHORTEST, api_key.LONGEST)
