"""The protected file: opening it, locking it, and tampering with it."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from ava_onboard.adapters.secrets import encryption
from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Passphrase, Token
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.leaks import MARK, assert_no_mark
from tests.adapters.secrets.protected_files import ACCESS, CHEAP, KEY, PASSPHRASE, code_of, opened, path

__all__ = ["path"]


def again(path: Path, profile: str = "default", *, passphrase: Passphrase | None = None) -> ProtectedFile:
    """Return the file as the next run of the program has it."""
    return ProtectedFile(path, profile, passphrase=passphrase)


async def test_the_next_run_opens_it_with_the_passphrase(path: Path) -> None:
    await (await opened(path)).put(SecretName.VAPI_KEY, KEY)
    store = again(path)
    assert (store.is_chosen, store.locked) == (True, True)
    await store.unlock(PASSPHRASE)
    assert not store.locked
    assert await store.get(SecretName.VAPI_KEY) == KEY


async def test_a_given_passphrase_opens_it_without_a_question(path: Path) -> None:
    await (await opened(path)).put(SecretName.VAPI_KEY, KEY)
    store = again(path, passphrase=PASSPHRASE)
    assert not store.locked
    assert await asyncio.gather(*(store.get(SecretName.VAPI_KEY) for _ in range(3))) == [KEY] * 3


async def test_three_wrong_passphrases_do_no_harm(path: Path) -> None:
    await (await opened(path)).put(SecretName.VAPI_KEY, KEY)
    before, store = path.read_bytes(), again(path)
    for wrong in ("", "correct horse batterie", "x" * 10_000):
        assert await code_of(store.unlock(Passphrase(wrong))) == "K11"
        assert store.locked
    assert await code_of(again(path, passphrase=Passphrase("wrong")).get(SecretName.VAPI_KEY)) == "K11"
    assert path.read_bytes() == before
    await store.unlock(PASSPHRASE)
    assert await store.get(SecretName.VAPI_KEY) == KEY


async def test_it_is_not_locked_while_the_given_passphrase_is_tried(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(path)
    store, unlock, asked = again(path, passphrase=PASSPHRASE), encryption.unlock, []

    def watched(document: encryption.Document, passphrase: Passphrase, profile: str) -> encryption.Cipher:
        asked.append(store.locked)
        return unlock(document, passphrase, profile)

    monkeypatch.setattr(encryption, "unlock", watched)
    await store.put(SecretName.VAPI_KEY, KEY)
    assert asked == [False]


async def test_an_accented_passphrase_opens_it_in_either_unicode_form(path: Path) -> None:
    await ProtectedFile(path, cost=CHEAP).choose(Passphrase("déjà vu à Nîmes"))
    await again(path).unlock(Passphrase("de\u0301ja\u0300 vu a\u0300 Ni\u0302mes"))


async def test_without_the_passphrase_secrets_can_only_be_deleted(path: Path) -> None:
    await (await opened(path)).put(SecretName.VAPI_KEY, KEY)
    store = again(path)
    assert await code_of(store.get(SecretName.VAPI_KEY)) == "K12"
    assert await code_of(store.put(SecretName.VAPI_KEY, ApiKey(MARK))) == "K12"
    await store.remove_if_empty()
    assert store.is_chosen
    await store.delete(SecretName.VAPI_KEY)
    await store.remove_if_empty()
    assert not store.is_chosen


async def test_choosing_an_existing_file_needs_its_passphrase(path: Path) -> None:
    await (await opened(path)).put(SecretName.VAPI_KEY, KEY)
    assert await code_of(ProtectedFile(path, cost=CHEAP).choose(Passphrase("another passphrase"))) == "K11"
    assert await (await opened(path)).get(SecretName.VAPI_KEY) == KEY


async def test_after_removing_the_file_a_new_one_can_have_another_passphrase(path: Path) -> None:
    store = await opened(path)
    await store.put(SecretName.VAPI_KEY, KEY)
    await store.remove()
    await store.remove()
    assert not store.is_chosen
    assert await store.get(SecretName.VAPI_KEY) is None
    assert await code_of(store.put(SecretName.VAPI_KEY, KEY)) == "K13"
    await store.choose(Passphrase("another passphrase"))
    assert await store.get(SecretName.VAPI_KEY) is None


async def test_a_file_that_another_process_has_replaced_is_locked(path: Path) -> None:
    store = await opened(path)
    await again(path).remove()
    await (await opened(path)).put(SecretName.VAPI_KEY, KEY)
    assert await code_of(store.put(SecretName.ACCESS_TOKEN, ACCESS)) == "K12"
    assert store.locked
    await store.unlock(PASSPHRASE)
    assert await store.get(SecretName.VAPI_KEY) == KEY


async def test_neither_secret_nor_passphrase_can_be_read_in_the_folder(path: Path) -> None:
    store = await opened(path)
    await store.put(SecretName.VAPI_KEY, KEY)
    await store.put(SecretName.ACCESS_TOKEN, ACCESS)
    content = b"".join(file.read_bytes() for file in path.parent.rglob("*"))
    entries = json.loads(path.read_bytes())["entries"].values()
    content += b"".join(b64decode(text) for text in entries)
    for secret in (KEY, ACCESS, PASSPHRASE):
        assert secret.reveal().encode() not in content
    assert KEY.reveal() not in repr(vars(store)) + repr(vars(store._cipher))
    assert PASSPHRASE.reveal() not in repr(vars(store)) + repr(vars(store._cipher))


async def test_the_token_for_one_ava_is_not_found_at_another(path: Path) -> None:
    await (await opened(path)).put(SecretName.ACCESS_TOKEN, ACCESS)
    other = ProtectedFile(path, ava_url="https://ava.example", passphrase=PASSPHRASE)
    assert await other.get(SecretName.ACCESS_TOKEN) is None
    await other.put(SecretName.ACCESS_TOKEN, Token("of the other one"))
    await other.put(SecretName.VAPI_KEY, KEY)
    here = await opened(path)
    assert [await here.get(entry) for entry in SecretName] == [KEY, ACCESS, None]


async def test_encrypting_the_same_key_twice_gives_different_bytes(path: Path) -> None:
    store, seen = await opened(path), set()
    for _ in range(5):
        await store.put(SecretName.VAPI_KEY, KEY)
        seen.add(json.loads(path.read_bytes())["entries"]["vapi-key"])
    assert len(seen) == 5


# Tampering


async def found(path: Path) -> str | None:
    """Open the file and read the key; return the code of the problem, None if it is the right key."""
    store = again(path)
    try:
        await store.unlock(PASSPHRASE)
        assert await store.get(SecretName.VAPI_KEY) == KEY
        assert await store.get(SecretName.ACCESS_TOKEN) == ACCESS
    except ProblemError as error:
        assert_no_mark(error)
        return error.failure.code
    return None


async def test_any_flipped_bit_is_a_known_problem(path: Path) -> None:
    store = await opened(path)
    await store.put(SecretName.VAPI_KEY, KEY)
    await store.put(SecretName.ACCESS_TOKEN, ACCESS)
    whole, codes = path.read_bytes(), set()
    for place in range(len(whole)):
        for bit in (0x01, 0x20, 0x80) if place % 8 == 0 else (1 << place % 8,):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
            changed = path.read_bytes()
            codes.add(await found(path))
            assert path.read_bytes() == changed
    assert codes <= {"K09", "K11", None}  # None: white space, and bits that base64 does not count
    assert {"K09", "K11"} <= codes


@pytest.mark.parametrize("length", [0, 1, 40, 200, -2])
async def test_a_truncated_file_is_damaged(path: Path, length: int) -> None:
    await (await opened(path)).put(SecretName.VAPI_KEY, KEY)
    path.write_bytes(path.read_bytes()[:length])
    assert await found(path) == "K09"


CHANGES: dict[str, Callable[[dict[str, object]], object]] = {
    "another schema": lambda document: document.update(schema=2),
    "a schema that equals": lambda document: document.update(schema=True),
    "another profile": lambda document: document.update(profile="shop"),
    "an entry of a later version": lambda document: document.update(entries={"e": "A" * 40}),
    "entries in a list": lambda document: document.update(entries=[]),
    "no salt": lambda document: document.pop("salt"),
    "a short salt": lambda document: document.update(salt="AAAA"),
    "a cost of 16 GiB": lambda document: document.update(cost=2**24),
    "a cost of nothing": lambda document: document.update(cost=1),
    "a cost between": lambda document: document.update(cost=2**17 - 1),
    "a cost with a fraction": lambda document: document.update(cost=float(CHEAP)),
    "a text for a cost": lambda document: document.update(cost="131072"),
    "a proof that is no text": lambda document: document.update(proof=7),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_another_file_counts_as_damaged_and_is_not_changed(
    path: Path, change: Callable[[dict[str, object]], object]
) -> None:
    await (await opened(path)).put(SecretName.VAPI_KEY, KEY)
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document))
    before, store = path.read_bytes(), again(path, passphrase=PASSPHRASE)
    calls: list[Awaitable[object]] = [
        store.unlock(PASSPHRASE),
        store.choose(PASSPHRASE),
        store.get(SecretName.VAPI_KEY),
        store.put(SecretName.VAPI_KEY, KEY),
        store.delete(SecretName.VAPI_KEY),
        store.remove_if_empty(),
    ]
    assert [await code_of(call) for call in calls] == ["K09"] * len(calls)
    assert path.read_bytes() == before
    await store.remove()
    assert not store.is_chosen


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b'"' + b"x" * 300_000, b"null", b"\xff\xfe{}"], ids=len)
async def test_json_that_is_not_an_object_is_damaged(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert await code_of(again(path).unlock(PASSPHRASE)) == "K09"


async def test_exchanged_entries_do_not_open(path: Path) -> None:
    store = await opened(path)
    await store.put(SecretName.VAPI_KEY, KEY)
    await store.put(SecretName.ACCESS_TOKEN, ACCESS)
    document = json.loads(path.read_bytes())
    entries = document["entries"]
    document["entries"] = {"vapi-key": entries["access-token"], "access-token": entries["vapi-key"]}
    path.write_text(json.dumps(document))
    assert [await code_of(store.get(entry)) for entry in (SecretName.VAPI_KEY, SecretName.ACCESS_TOKEN)] == [
        "K09",
        "K09",
    ]


async def test_the_file_of_another_profile_does_not_open_even_if_it_says_otherwise(path: Path) -> None:
    await (await opened(path, "shop")).put(SecretName.VAPI_KEY, KEY)
    assert await code_of(again(path, "default").unlock(PASSPHRASE)) == "K09"
    path.write_text(path.read_text().replace('"shop"', '"default"'))
    assert await code_of(again(path, "default").unlock(PASSPHRASE)) == "K11"


def test_the_default_cost_is_the_recommended_one() -> None:
    assert encryption.COST == 2**17
    assert max(encryption.COSTS) * 8 * 128 == 256 * 1024**2


async def test_noting_that_the_keyring_is_empty_needs_no_passphrase(path: Path) -> None:
    await opened(path)
    closed = ProtectedFile(path, cost=CHEAP)
    await closed.note_only_here(SecretName.VAPI_KEY, known=True)
    assert [await closed.is_only_here(entry) for entry in SecretName] == [True, False, False]
    await closed.delete(SecretName.VAPI_KEY)
    assert await ProtectedFile(path).is_only_here(SecretName.VAPI_KEY)
    await closed.note_only_here(SecretName.VAPI_KEY, known=False)
    assert not await closed.is_only_here(SecretName.VAPI_KEY)


async def test_a_file_of_the_first_version_does_not_say_what_the_keyring_holds(path: Path) -> None:
    store = await opened(path)
    document = json.loads(path.read_bytes())
    del document["only_here"]
    path.write_text(json.dumps(document))
    assert not await store.is_only_here(SecretName.VAPI_KEY)
