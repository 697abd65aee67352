import os
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ava_onboard.backend.security.key_ring import KeyRing, UnreadableKeyError
from ava_onboard.domain.api_key import ApiKey

KEYS = {"2025": os.urandom(32), "2026": os.urandom(32)}
RING = KeyRing(KEYS, "2026")
KEY = ApiKey("8f14e45f-ceea-467f-9f5b-marked000001")


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=10, max_size=255), st.uuids())
def test_a_sealed_key_opens_for_the_same_tenant(text: str, tenant: UUID) -> None:
    assert RING.open(RING.seal(ApiKey(text), tenant), tenant) == ApiKey(text)


def test_the_current_master_key_seals_and_every_master_key_opens() -> None:
    tenant = uuid4()
    before = KeyRing(KEYS, "2025").seal(KEY, tenant)

    assert RING.seal(KEY, tenant).master_key == "2026"
    assert before.master_key == "2025"
    assert RING.open(before, tenant) == KEY


def test_no_two_ciphertexts_are_alike() -> None:
    tenant = uuid4()

    assert RING.seal(KEY, tenant).ciphertext != RING.seal(KEY, tenant).ciphertext


def test_an_altered_ciphertext_does_not_open() -> None:
    tenant = uuid4()
    sealed = RING.seal(KEY, tenant)
    flipped = bytearray(sealed.ciphertext)
    flipped[-1] ^= 1

    for altered in (
        replace(sealed, ciphertext=bytes(flipped)),
        replace(sealed, ciphertext=sealed.ciphertext[:20]),
        replace(sealed, ciphertext=b""),
        replace(sealed, master_key="2025"),
        replace(sealed, master_key="unheard of"),
    ):
        with pytest.raises(UnreadableKeyError):
            RING.open(altered, tenant)
    with pytest.raises(UnreadableKeyError):
        RING.open(sealed, uuid4())
