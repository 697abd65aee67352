"""Secrets that people type are told from secrets that a program drew."""

import base64
import random
import string

import pytest

from ava_onboard.backend.strength import is_guessable


@pytest.mark.parametrize(
    "secret",
    [
        "a" * 32,
        "aaaaaaab" * 4,
        "ab" * 40,
        "changeme" * 4,
        "changemechangemechangemechangemex",
        "CHANGE_ME_CHANGE_ME_CHANGE_ME_!!",
        "deadbeef" * 8,
        "0123456789" * 4,
        "0123456789abcdef" * 2,
        "abcdefghijklmnopqrstuvwxyz012345",
        "zyxwvutsrqponmlkjihgfedcba987654",
        "acegikmoqsuwyACEGIKMOQSUWY024680",
        "00112233445566778899aabbccddeeff",
        "qwertyuiopasdfghjklzxcvbnm1234567890",
        "passwordpasswordpasswordpassword1",
        "P4ssw0rdP4ssw0rdP4ssw0rdP4ssw0rd",
        "please-change-this-secret-in-production-now",
        "super-secret-jwt-token-with-at-least-32-characters-long",
        "your-256-bit-secret-your-256-bit-secret",
        "ava-backend-token-secret-2026-production",
        "correct horse battery staple correct",
        "abc1abc2abc3abc4abc5abc6abc7abc8",
        bytes(32).decode("latin-1"),
        bytes(range(32)).decode("latin-1"),
    ],
)
def test_what_people_type_can_be_guessed(secret: str) -> None:
    assert is_guessable(secret)


@pytest.mark.parametrize("kind", ["hexadecimal", "long hexadecimal", "base64", "letters", "bytes"])
def test_what_a_program_drew_cannot(kind: str) -> None:
    drawn = random.Random(kind)
    for _ in range(2_000):
        match kind:
            case "hexadecimal":
                secret = drawn.randbytes(16).hex()
            case "long hexadecimal":
                secret = drawn.randbytes(64).hex()
            case "base64":
                secret = base64.b64encode(drawn.randbytes(32)).decode()
            case "letters":
                secret = "".join(drawn.choices(string.ascii_lowercase, k=32))
            case _:
                secret = drawn.randbytes(32).decode("latin-1")
        assert not is_guessable(secret), secret
