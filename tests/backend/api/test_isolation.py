import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.sandbox.world import World
from tests.backend.conftest import KEY_PATH, NO_KEY, Backend, Template, running

Calls = list[tuple[str, str]]

ASSISTANTS_PATH = "/api/v1/assistants"
NAMES = st.sampled_from(["alice", "bob"])
CALLS = st.tuples(NAMES, st.sampled_from(["GET", "POST", "DELETE"]))
ASSISTANT_CALLS = st.tuples(NAMES, st.sampled_from(["save", "forget", "GET", "POST"]))


async def play(backend: Backend, calls: Calls) -> None:
    """Make the calls, starting without keys; after each one, both tenants have exactly what they stored themselves."""
    tenants = {"alice": backend.alice, "bob": backend.bob}
    for tenant in tenants.values():
        await backend.keys.delete(tenant.id)
    left: dict[str, str | None] = dict.fromkeys(tenants)
    for number, (name, method) in enumerate(calls):
        key = f"{name:_<8}-key-{number}"
        body = {"vapi_api_key": key} if method == "POST" else None
        answer = await backend.client.request(method, KEY_PATH, headers=tenants[name].headers, json=body)
        assert answer.status_code == 200
        if method != "GET":
            left[name] = key if body else None
        for other, tenant in tenants.items():
            expected = left[other]
            shown = (await backend.client.get(KEY_PATH, headers=tenant.headers)).json()
            assert shown["vapi_api_key_preview"] == (expected and f"{expected[:8]}...")
            assert await backend.keys.read(tenant.id) == (expected and ApiKey(expected))


async def play_assistants(backend: Backend, world: World, calls: Calls) -> None:
    """Make the calls, starting without keys; each reaches Vapi with the caller's own key or not at all."""
    tenants = {"alice": backend.alice, "bob": backend.bob}
    samples = {"alice": "valid", "bob": "other"}
    for tenant in tenants.values():
        await backend.keys.delete(tenant.id)
    world.reset()
    seen = {"alice": {"Standard de nuit", "Prise de rendez-vous", "Accueil"}, "bob": {"Reception"}}
    with_key: set[str] = set()
    for number, (name, act) in enumerate(calls):
        tenant, sample = tenants[name], samples[name]
        world.requests.clear()
        match act:
            case "save":
                await backend.keys.save(tenant.id, ApiKey(world.keys[sample]))
                with_key.add(name)
                continue
            case "forget":
                await backend.keys.delete(tenant.id)
                with_key.discard(name)
                continue
        made = f"{name} {number}"
        body = {"name": made} if act == "POST" else None
        answer = await backend.client.request(act, ASSISTANTS_PATH, headers=tenant.headers, json=body)
        asked = [(request.method, request.key) for request in world.requests.all()]
        if name not in with_key:
            assert (answer.status_code, answer.json(), asked) == (400, {"detail": NO_KEY}, [])
            continue
        assert (answer.status_code, asked) == (200, [(act, sample)])
        if act == "POST":
            seen[name].add(made)
        for other in with_key:
            listed = (await backend.client.get(ASSISTANTS_PATH, headers=tenants[other].headers)).json()
            assert {assistant["name"] for assistant in listed["assistants"]} == seen[other]


def check_any(
    template: Template,
    calls: st.SearchStrategy[tuple[str, str]],
    play: Callable[[Backend, Calls], Coroutine[Any, Any, None]],
    **changes: Any,
) -> None:
    """Run many sequences of the calls on one backend; `changes` are fields of its settings."""
    with asyncio.Runner() as runner:
        context = running(template, **changes)
        backend = runner.run(context.__aenter__())
        try:

            @settings(max_examples=25, deadline=None)
            @given(sequence=st.lists(calls, max_size=8))
            def check(sequence: Calls) -> None:
                runner.run(play(backend, sequence))

            check()
        finally:
            runner.run(context.__aexit__(None, None, None))


def test_tenants_never_change_each_others_rows(template: Template) -> None:
    check_any(template, CALLS, play)


def test_tenants_never_see_each_others_assistants(template: Template, world: World) -> None:
    async def in_world(backend: Backend, calls: Calls) -> None:
        await play_assistants(backend, world, calls)

    unlimited = {"assistant_calls_per_minute": 100_000, "settings_calls_per_minute": 100_000}
    check_any(template, ASSISTANT_CALLS, in_world, vapi_url=world.vapi_url, vapi_eu_url=world.vapi_eu_url, **unlimited)


async def test_one_of_two_parallel_saves_wins_entirely(backend: Backend) -> None:
    keys = [f"{number:08}-at-once" for number in range(20)]
    headers = backend.alice.headers
    answers = await asyncio.gather(
        *(backend.client.post(KEY_PATH, headers=headers, json={"vapi_api_key": key}) for key in keys)
    )

    assert {answer.status_code for answer in answers} == {200}
    kept = await backend.keys.read(backend.alice.id)
    assert kept in [ApiKey(key) for key in keys]
    assert kept is not None
    assert (await backend.keys.shown(backend.alice.id)).preview == kept.preview
