"""A secret shows a mask wherever Python would print it."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable

import pytest

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.secret import MASK, Password, Secret, Token

TEXT = "marked-0123456789"
KINDS = [Secret, Password, Token, ApiKey]

PRINTERS: dict[str, Callable[[Secret], str]] = {
    "repr": repr,
    "str": str,
    "format": lambda secret: f"{secret} {secret!r} {secret:>40} %s" % secret,
    "in a container": lambda secret: str([secret, {"key": secret}]),
    "log record": lambda secret: logging.LogRecord("", 0, "", 0, "%s %r", (secret, secret), None).getMessage(),
    "ascii": ascii,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", PRINTERS)
def test_a_secret_prints_as_a_mask(kind: type[Secret], way: str) -> None:
    printed = PRINTERS[way](kind(TEXT))
    assert TEXT not in printed
    assert kind.__name__ in printed
    assert MASK in printed or way == "ascii"


@pytest.mark.parametrize("kind", KINDS)
def test_a_traceback_with_local_variables_does_not_hold_it(kind: type[Secret]) -> None:
    def crash(secret: Secret) -> None:
        raise RuntimeError(f"about {secret}")

    try:
        crash(kind(TEXT))
    except RuntimeError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert f"{kind.__name__}({MASK})" in shown
    assert TEXT not in shown


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_a_secret_cannot_be_pickled_or_copied(kind: type[Secret], way: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError) as raised:
        way(kind(TEXT))
    assert TEXT not in str(raised.value)


def test_only_reveal_returns_the_text() -> None:
    assert Token(TEXT).reveal() == TEXT


def test_secrets_are_equal_by_text_and_kind() -> None:
    assert Token(TEXT) == Token(TEXT)
    assert hash(Token(TEXT)) == hash(Token(TEXT))
    assert Token(TEXT) != Token("another")
    assert Token(TEXT) != Password(TEXT)
    assert Token(TEXT) != TEXT
    assert not Token("")
