"""From signing in to a key that Ava can use, and back, without a script."""

import pytest

from ava_onboard.backend.db import administration
from ava_onboard.backend.db.engine import transaction
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.backend.conftest import Backend
from tests.backend.db.places import sqlite_only
from tests.backend.pages.visitor import SETTINGS, Visitor, words

SAVE, CHECK, CHECK_STORED, DELETE = (f"{SETTINGS}/{name}" for name in ("save", "check", "check-stored", "delete"))
KEYS = samples.KEYS


async def test_a_key_is_saved_used_and_deleted(backend: Backend, alice: Visitor) -> None:
    first = words(alice.answers[-1])
    assert "Ava account: Alice" in first
    assert "Not configured" in first

    saved = await alice.post(SAVE, key=f" Bearer {KEYS['valid']}\n")
    assert saved.url == f"https://ava.test{SETTINGS}?done=saved"
    for sentence in ("Stored at Ava", "Ava confirms: it has the key", "Ava can use it", "● Configured", "8f14e45f…"):
        assert sentence in words(saved)
    assert await backend.keys.read(backend.alice.id) == ApiKey(KEYS["valid"])
    assert await backend.keys.read(backend.bob.id) is None

    asked = await alice.get(DELETE)
    assert "Delete your key?" in words(asked)
    deleted = await alice.post(DELETE)
    assert "The key has been deleted." in words(deleted)
    assert "Not configured" in words(deleted)
    assert await backend.keys.read(backend.alice.id) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [("public", "V05"), ("unknown", "V05"), ("forbidden", "V06")],
    ids=["public", "unknown", "forbidden"],
)
@sqlite_only
async def test_a_refused_key_is_not_saved(backend: Backend, alice: Visitor, name: str, code: str) -> None:
    for path in (CHECK, SAVE):
        await alice.get()
        answer = await alice.post(path, SAVE, key=KEYS[name], anyway="yes")
        assert f"{KEYS[name][:8]}…" in words(answer)
        assert f"Code {code}, situation " in words(answer)
        assert await backend.keys.read(backend.alice.id) is None


@pytest.mark.parametrize(
    ("name", "code"), [("limited", "V01"), ("limited_retry", "V01"), ("down", "V02"), ("html", "V02"), ("cut", "N05")]
)
@sqlite_only
async def test_an_undecided_key_is_saved_on_request(backend: Backend, alice: Visitor, name: str, code: str) -> None:
    asked = await alice.post(SAVE, key=KEYS[name])
    assert asked.url.path == SETTINGS
    assert "it is neither accepted nor refused" in words(asked)
    assert f"Code {code}, situation " in words(asked)
    assert "The key was not saved." in words(asked)
    assert await backend.keys.read(backend.alice.id) is None

    saved = await alice.post(SAVE, key=KEYS[name], anyway="yes")
    assert "▲ Needs attention" in words(saved)
    assert "It is not known yet whether Vapi accepts this key." in words(saved)
    assert await backend.keys.read(backend.alice.id) == ApiKey(KEYS[name])


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("Ava.ai Production", "P05"),
        ("••••••••••••", "P06"),
        ("8f14e45f…", "P08"),
        ("short", "P18"),
        ("a1" * 150, "P19"),
    ],
)
@sqlite_only
async def test_what_is_certainly_not_a_key_is_not_sent_to_vapi(
    backend: Backend, alice: Visitor, world: World, pasted: str, code: str
) -> None:
    for path in (CHECK, SAVE):
        await alice.get()
        answer = await alice.post(path, SAVE, key=pasted)
        assert f"Code {code}, situation " in words(answer)
    assert not [*world.requests.all(server="vapi"), *world.requests.all(server="vapi_eu")]
    assert await backend.keys.read(backend.alice.id) is None


@sqlite_only
async def test_an_empty_field_asks_for_the_key(alice: Visitor) -> None:
    assert "Paste your key first." in words(await alice.post(SAVE, key=" "))


@sqlite_only
async def test_a_check_saves_nothing(backend: Backend, alice: Visitor) -> None:
    answer = await alice.post(CHECK, SAVE, key=KEYS["eu"])

    assert "Vapi accepts the key c20ad4d7…" in words(answer)
    assert "Vapi Europe" in words(answer)
    assert "Nothing is saved yet." in words(answer)
    assert await backend.keys.read(backend.alice.id) is None


async def test_the_stored_key_is_checked_again_and_what_vapi_said_is_noted(
    backend: Backend, alice: Visitor, world: World
) -> None:
    async def noted() -> str | None:
        async with transaction(backend.engine) as connection:
            found = await administration.by_id(connection, backend.alice.id)
            assert found is not None
            return found.verdict

    await backend.keys.save(backend.alice.id, ApiKey(KEYS["valid"]))
    assert "It is not known yet whether Vapi accepts this key." in words(await alice.get())

    world.vapi_faults.add(Fault.status(503), times=1)
    silent = await alice.post(CHECK_STORED)
    assert "it is neither accepted nor refused" in words(silent)
    assert await noted() is None
    assert "● Configured" in words(await alice.post(CHECK_STORED))
    assert await noted() == "accepted"

    await backend.keys.save(backend.alice.id, ApiKey(KEYS["unknown"]))
    await alice.get()
    refused = words(await alice.post(CHECK_STORED))
    assert await noted() == "refused"
    for sentence in ("Vapi refuses the key 6512bd43…", "▲ Needs attention", "Refused by Vapi on"):
        assert sentence in refused


@sqlite_only
async def test_the_result_of_a_save_is_not_shown_again_once_it_is_outdated(backend: Backend, alice: Visitor) -> None:
    assert "Stored at Ava" not in words(await alice.get(f"{SETTINGS}?done=saved"))
    await alice.post(SAVE, key=KEYS["valid"])
    await backend.keys.delete(backend.alice.id)
    assert "Stored at Ava" not in words(await alice.get(f"{SETTINGS}?done=saved"))
    await backend.keys.save(backend.alice.id, ApiKey(KEYS["valid"]))
    assert "has been deleted" not in words(await alice.get(f"{SETTINGS}?done=deleted"))


@sqlite_only
async def test_addresses_of_forms_lead_to_the_settings_when_they_are_opened(alice: Visitor) -> None:
    for path in (f"{SETTINGS}/", SAVE, CHECK, CHECK_STORED, DELETE, f"{SETTINGS}/sign-out", f"{SETTINGS}/sign-in"):
        answer = await alice.get(path)
        assert (answer.status_code, answer.url.path) == (200, SETTINGS)
