"""What a deployed table holds instead of keys."""

import base64
from collections.abc import Iterator
from uuid import uuid4

import pytest

from ava_onboard.backend.db.migrations import plaintext_keys
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.security.key_ring import SealedKey
from ava_onboard.domain.api_key import ApiKey
from tests.backend.db.deployed import deployed_table, fill, run
from tests.backend.db.places import Databases
from tests.backend.db.test_plaintext_keys import RING, stored_keys


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    with databases.new() as fresh:
        yield fresh


@pytest.mark.parametrize(
    "junk",
    [
        "MARKED key",
        "MARKEDé-key",
        "MARKED\n\tkey",
        "null",
        "undefined",
        "None",
        "short",
        "nine-char",
        "undefined-undefined",
        '"plain-key-000003"',
        "'plain-key-000003'",
        '"plain-key-000003',
        '""',
        "your-vapi-api-key",
        "<VAPI_API_KEY>",
        "{{VAPI_API_KEY}}",
        "${VAPI_API_KEY}",
        "xxxxxxxxxxxxxxxx",
        "sk_live_xxxxxxxxxxxx",
        "change-me-please",
        "placeholder-key",
        "************",
        "sk_live_...",
        "8f3a1c2e...",
        "https://dashboard.vapi.ai/org/api-keys",
        "camille@example.com",
    ],
)
def test_values_that_cannot_be_keys_are_set_aside_encrypted(url: str, junk: str) -> None:
    said: list[str] = []
    fine, user = uuid4(), uuid4()
    deployed_table(url)
    fill(url, {fine: "plain-key-000002", user: junk})

    migrate(url, ring=RING, say=said.append)

    assert stored_keys(url, [fine, user]) == {fine: ApiKey("plain-key-000002"), user: None}
    ((ciphertext, name),) = run(url, (f"SELECT ciphertext, master_key FROM {plaintext_keys.UNUSABLE.name}", []))
    kept = RING.open(SealedKey(bytes(ciphertext), name), user).reveal()
    assert base64.b64decode(kept).decode() == junk
    assert said[1].startswith("1 key was encrypted.")
    assert said[2].startswith("1 value that cannot be a key was kept aside")
    assert str(user) in said[2]
    assert "MARKED" not in "".join(said)
    assert junk not in "".join(said)


@pytest.mark.parametrize(
    "key",
    ["0123456789", "8f3a1c2e-4b5d-4e6f-8a9b-0c1d2e3f4a5b", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "k" * 9 + "y" * 246],
)
def test_what_the_api_takes_is_a_key(url: str, key: str) -> None:
    user = uuid4()
    deployed_table(url)
    fill(url, {user: key})

    migrate(url, ring=RING)

    assert stored_keys(url, [user]) == {user: ApiKey(key)}
