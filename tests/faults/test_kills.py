"""Whenever the process is killed, no kept key is lost, the badge is right, and one send finishes the rest."""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import pytest
from keyring.core import init_backend

from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.secret import Token
from ava_onboard.domain.store_kind import FILE
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World

from .computer import IDENTIFIER, PASSWORD
from .conftest import ALL
from .mortal import PROCESSES, Death, Found, Place, Told, delete, finish, store_of, stores_of, work
from .network import CALLS
from .table import DEATHS, KILLED_CELLS, stored

KEYS = [samples.KEYS[name] for name in (samples.VALID, samples.OTHER, samples.EMPTY)]
SETTINGS = "/api/v1/vapi-settings"
KILLS = 200 if ALL else 25
KILLS_OF_KEYRING = 100 if ALL else 4
"""For each of two tests."""
LONGEST = 0.16
"""Seconds; by then a process has saved and deleted a few times."""
POINTS = 30
"""How often saving and deleting once write to progress files and store, before and after."""
MOVES = [("save", KEYS[0]), ("use_file", KEYS[0]), ("use_keyring", KEYS[0]), ("use_file", KEYS[0]), ("delete", KEYS[0])]
POINTS_OF_MOVES = 62
"""The same for these doings."""


@pytest.fixture
def place(world: World, tmp_path: Path) -> Place:
    return Place(tmp_path, world.ava_url, world.vapi_url, world.token)


async def test_a_kill_at_a_random_moment(
    world: World, place: Place, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(KILLS)
    begun = Counter[str]()
    for _ in range(KILLS):
        doings = [(chance.choice(["save", "save", "delete"]), chance.choice(KEYS)) for _ in range(200)]
        told = killed(place, doings, after=chance.uniform(0, LONGEST))
        found = await assert_nothing_is_lost(world, place, told, look_first=chance.random() < 0.5)
        begun[found.begun or "nothing"] += 1
    record_property("measured", f"{KILLS} random kills, while under way: {dict(sorted(begun.items()))}")
    assert len(begun) > 3


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows cannot kill itself so")
@pytest.mark.parametrize("point", range(1, POINTS + 1))
async def test_a_kill_before_or_after_each_write(world: World, place: Place, point: int) -> None:
    mortal = replace(place, dies_at=point)
    for look_first in (True, False) if ALL else (point % 2 == 0,):
        told = killed(mortal, [("save", KEYS[0]), ("delete", KEYS[0])])
        await assert_nothing_is_lost(world, place, told, look_first=look_first)


async def test_there_are_no_more_points_than_these(place: Place) -> None:
    told = killed(replace(place, dies_at=POINTS + 1), [("save", KEYS[0]), ("delete", KEYS[0])])
    assert told[-1] == Told("delete", ApiKey(KEYS[0]).preview, "StageDone", "FORGET_HERE")


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows cannot kill itself so")
@pytest.mark.parametrize("point", range(1, POINTS_OF_MOVES + 1, 1 if ALL else 3))
async def test_a_kill_while_secrets_move_to_the_protected_file_or_back(world: World, place: Place, point: int) -> None:
    moving = replace(place, moves=True)
    told = killed(replace(moving, dies_at=point), MOVES)
    await assert_nothing_is_lost(world, moving, told, look_first=point % 2 == 0)
    assert await delete(moving) == []
    assert await held(moving) == [None, None]


async def test_there_are_no_more_points_of_moves_than_these(place: Place) -> None:
    told = killed(replace(place, dies_at=POINTS_OF_MOVES + 1, moves=True), MOVES)
    assert (told[-1].event, told[-1].stage) == ("StageDone", "FORGET_HERE")


@pytest.mark.keyring
@pytest.mark.parametrize("everything", [False, True], ids=["save and delete", "also sign in, renew and move"])
async def test_a_kill_while_the_real_keyring_is_written(
    world: World, place: Place, record_property: Callable[[str, object], None], everything: bool
) -> None:
    init_backend()
    real = replace(place, profile="kills", signed_in=everything, moves=everything)
    what = ["save", "save", "delete"] + ["sign in", "use_file", "use_keyring"] * everything
    chance, begun = random.Random(1), Counter[str]()
    for _ in range(KILLS_OF_KEYRING):
        doings = [(chance.choice(what), chance.choice(KEYS)) for _ in range(200)]
        told = killed(real, doings, after=chance.uniform(0, 0.4))
        found = await assert_nothing_is_lost(world, real, told, look_first=chance.random() < 0.5)
        begun[found.begun or "nothing"] += 1
    record_property("measured", f"{KILLS_OF_KEYRING} kills with a real keyring, while under way: {dict(begun)}")
    for entry in SecretName:
        await store_of(real).delete(entry)


STORED = {
    "check": ((False, False), (False, False)),
    "keep": ((False, False), (True, False)),
    "send": ((True, False), (True, True)),
    "confirm": ((True, True), (True, True)),
    "prove": ((True, True), (True, True)),
    "renew": ((True, False), (True, False)),
    "delete": ((True, True), (True, False)),
}
"""Whether the key is here and at Ava after a kill before the request of a stage, and after its answer."""
BEGUN = {"keep": "KEEP", "send": "SEND", "confirm": "CONFIRM", "renew": "SEND", "delete": "FORGET_AT_AVA"}


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows cannot kill itself so")
@pytest.mark.parametrize(("stage", "fault"), KILLED_CELLS)
async def test_the_next_start_reports_a_kill_at_each_stage_and_finishes_it(
    world: World, place: Place, record_property: Callable[[str, object], None], stage: str, fault: str
) -> None:
    cell = {"stage": stage, "fault": fault, "code": "kill"}
    record_property("cell", cell)
    place = replace(place, signed_in=stage == "renew")
    doing, after = stage if stage in {"check", "delete"} else "save", fault == DEATHS[1]
    if stage == "renew":
        await leave_an_expired_session(place)
    if stage == "delete":
        assert killed(place, [("save", KEYS[0])])[-1].event == "StageTested"
    call = None if stage == "keep" else CALLS[stage]
    told = killed(replace(place, dies_on=Death(call, after)), [(doing, KEYS[0])])
    assert "StageDone" not in {one.event for one in told if one.stage == BEGUN.get(stage)}, "it was not killed"
    here, there = await kept(place) is not None, shown_by_ava(world) is not None
    cell["stored"] = stored(here=here, there=there)
    assert (here, there) == STORED[stage][after]
    found = next_run(place, look_first=True)
    cell["says"] = found.says or ""
    assert found.says
    assert (found.begun, found.badges_right, found.nothing_left) == (BEGUN.get(stage), True, True)
    assert found.failures == []
    again = killed(place, [(doing, KEYS[0])])[-1]
    assert again.event in {"Accepted", "StageDone", "StageTested", "StageSkipped"}
    at_last = (await kept(place), shown_by_ava(world))
    assert at_last == ((None, None) if doing != "save" else (ApiKey(KEYS[0]).preview,) * 2)
    cell["again"] = "well"


async def leave_an_expired_session(place: Place) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        session = await HttpAva(client, place.ava).sign_in(IDENTIFIER, PASSWORD)
    assert session.refresh
    await store_of(place).put(SecretName.ACCESS_TOKEN, Token("expired-access-token"))
    await store_of(place).put(SecretName.REFRESH_TOKEN, session.refresh)


def killed(place: Place, doings: list[tuple[str, str]], *, after: float = 30) -> list[Told]:
    """What a process has told until it was killed, or had killed itself."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=work, args=(place, doings, theirs), daemon=True)
    process.start()
    theirs.close()
    ready = ours.recv()
    assert isinstance(ready, Told)
    process.join(after)
    process.kill()
    process.join()
    process.close()
    told = list(received(ours))
    ours.close()
    return told


def received(ours: Connection) -> Iterator[Told]:
    while True:
        try:
            yield ours.recv()
        except EOFError:
            return


def next_run(place: Place, *, look_first: bool) -> Found:
    """What the next process finds and finishes."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=finish, args=(place, look_first, theirs), daemon=True)
    process.start()
    theirs.close()
    found = ours.recv()
    process.join()
    process.close()
    ours.close()
    assert isinstance(found, Found)
    return found


async def assert_nothing_is_lost(world: World, place: Place, told: list[Told], *, look_first: bool) -> Found:
    assert not [one for one in told if one.event == "StageFailed"]
    before = await kept(place)
    assert before in allowed(told), "a key that was kept is gone"
    half_done = before != shown_by_ava(world)
    world.requests.clear()
    found = next_run(place, look_first=look_first)
    assert found.begun or not half_done, "the next run does not know of it"
    assert found.badges_right
    assert found.nothing_left
    sent = len(world.requests.all(server="ava", method="POST", path=SETTINGS))
    after, at_ava = await kept(place), shown_by_ava(world)
    if found.begun in {"FORGET_AT_AVA", "FORGET_HERE"}:
        assert (after, at_ava, found.failures, sent) == (None, None, [], 0)
    elif found.begun is not None and before == found.preview:  # what was to be saved is kept: it is at Ava now
        assert (after, at_ava, found.failures) == (before, before, [])
        assert sent <= 1 + place.signed_in  # with an expired token it is sent once more
    else:
        assert (after, sent) == (before, 0)
        assert set(found.failures) <= {"K08"}
    assert not list(place.folder.glob("*.broken"))
    return found


def allowed(told: list[Told]) -> set[str | None]:
    """What may be in the store, after what was told last: previews, and None for nothing."""
    may: set[str | None] | None = None
    for one in told:
        change: set[str | None] = {one.preview} if one.stage == "KEEP" else {None}
        if one.stage in {"KEEP", "FORGET_HERE"}:
            may = change if one.event == "StageDone" else (may or {None, *PREVIEWS}) | change
    return may if may is not None else {None, *PREVIEWS}


PREVIEWS = {ApiKey(text).preview for text in KEYS}


async def kept(place: Place) -> str | None:
    """The preview of the key on this computer; that in the protected file counts, where there is one."""
    file, keyring = await held(place)
    return file or keyring


async def held(place: Place) -> list[str | None]:
    """The previews of the keys in the protected file and in the keyring."""
    file = stores_of(place).get(FILE)
    keys = [await file.get(SecretName.VAPI_KEY) if file else None, await store_of(place).get(SecretName.VAPI_KEY)]
    return [key.preview if isinstance(key, ApiKey) else None for key in keys]


def shown_by_ava(world: World) -> str | None:
    """The preview of the key that Ava has."""
    headers = {"Authorization": f"Bearer {world.token}"}
    answer = httpx.get(f"{world.ava_url}{SETTINGS}", headers=headers, trust_env=False)
    preview = answer.json()["vapi_api_key_preview"]
    return preview if isinstance(preview, str) else None
