"""Secrets that people type are told from secrets that a program drew."""

import base64
import random
import string
from collections.abc import Callable
from uuid import UUID

import pytest

from ava_onboard.backend.strength import is_guessable

READABLE = (
    "this is our very own little secret",
    "MyCompanyTokenSecretForAva2026!!",
    "é mon secret à moi est très long\n",
    "X9! kT2# pQ7$ mN4% vB8& zL3* wR6(",
)
ENCODINGS: tuple[Callable[[bytes], str], ...] = (
    bytes.hex,
    lambda text: text.hex().upper(),
    lambda text: base64.b64encode(text).decode(),
    lambda text: base64.b64encode(text).decode().rstrip("="),
    lambda text: base64.urlsafe_b64encode(text).decode(),
)


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
        "Ch4ng3M3Pl34s3Th1s1sN0tS3cur3!!!",
        "S3cr3tK3yF0rPr0duct10n!2026!ava!",
        "M0nM0td3P@ss3Tr3sS3cr3t!2026!abc",
        "Adm1n!Adm1n?Adm1n.Adm1n,Adm1n;Adm1n",
        "1l0v3y0u1l0v3y0u2MyD4rl1ngF0r3v3r",
        "Myv3ryL0ngS3cr3tK3yTh4tN0b0dyKn0ws",
        "please-change-this-secret-in-production-now",
        "super-secret-jwt-token-with-at-least-32-characters-long",
        "your-256-bit-secret-your-256-bit-secret",
        "ava-backend-token-secret-2026-production",
        "correct horse battery staple correct",
        "abc1abc2abc3abc4abc5abc6abc7abc8",
        "<openssl rand -hex 32 output here>",
        "generate-with-openssl-rand-hex-32",
        "ChangeThisSecretBeforeGoingLive!",
        "MyCompanyNameIsTheBestOfAll2026!",
        "votre-secret-de-production-a-changer",
        "monchienaimelesbiscuitsauchocolat",
        "iloveyouiloveyoumydarlingforever1",
        "1q2w3e4r5t6y7u8i9o0p1q2w3e4r5t6y",
        "zaq12wsxcde34rfvbgt56yhnmju78ik,",
        "!QAZ2wsx#EDC4rfv%TGB6yhn&UJM8ik<",
        "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",  # FastAPI's documentation
        "09D25E094FAA6CA2556C818166B7A9563B93F7099F6F0F4CAA6CF63B88E8D3E7",
        *(encode(text.encode()) for encode in ENCODINGS for text in READABLE),
        bytes(32).decode("latin-1"),
        bytes(range(32)).decode("latin-1"),
    ],
)
def test_what_people_type_can_be_guessed(secret: str) -> None:
    assert is_guessable(secret)


KINDS = [
    "hexadecimal",
    "long hexadecimal",
    "hexadecimal with a prefix",
    "base64",
    "encoded twice",
    "letters",
    "anything",
    "UUID",
    "bytes",
]


def test_hexadecimal_digits_behind_a_name_are_no_text_even_if_they_look_like_it() -> None:
    assert not is_guessable("MARKED3682dcee618f0803adadada59b0ce616ded53dc6eef6ce1fca1913ce15f48222")


@pytest.mark.parametrize("kind", KINDS)
def test_randomly_generated_text_cannot_be_guessed(kind: str) -> None:
    assert_none_can_be_guessed(kind, 1_000)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_none_of_100_000_that_a_program_drew_can(kind: str) -> None:
    assert_none_can_be_guessed(kind, 100_000 // len(KINDS))


def assert_none_can_be_guessed(kind: str, count: int) -> None:
    drawn = random.Random(kind)
    for _ in range(count):
        match kind:
            case "hexadecimal":
                secret = drawn.randbytes(16).hex()
            case "long hexadecimal":
                secret = drawn.randbytes(64).hex()
            case "hexadecimal with a prefix":
                secret = f"{drawn.choice(['ava_', 'MARKED', 'prod:'])}{drawn.randbytes(16).hex()}"
            case "base64":
                secret = base64.b64encode(drawn.randbytes(32)).decode()
            case "encoded twice":
                secret = base64.b64encode(drawn.randbytes(32).hex().encode()).decode()
            case "anything":
                secret = "".join(drawn.choices(string.ascii_letters + string.digits + string.punctuation, k=32))
            case "UUID":
                secret = str(UUID(bytes=drawn.randbytes(16), version=4))
            case "letters":
                secret = "".join(drawn.choices(string.ascii_lowercase, k=32))
            case _:
                secret = drawn.randbytes(32).decode("latin-1")
        assert not is_guessable(secret), secret
