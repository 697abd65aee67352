"""Testing whether Ava can use the key: what each answer means, what is remembered of it, and that it undoes nothing."""

from collections.abc import Iterator

import httpx
import pytest

from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.state.progress_documents import parse_ava, parse_profile
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.attention import Action, Concern
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Stage
from ava_onboard.domain.secret import Token
from ava_onboard.domain.status import Badge, Status
from ava_onboard.onboarding import Onboarding, Questions, StageEvent, StageFailed, StageTested
from ava_onboard.onboarding.ports import Account, SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.deployed_ava import ASSISTANTS, PATH, SYNCHRONISE_PATH, SYNCHRONISED
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.saved_progress import ProgressInMemory

from .conftest import KEY, OTHER_KEY, STALE, Computer
from .fakes import NOW

EUROPEAN = ApiKey(samples.KEYS[samples.EU])
EMPTY = ApiKey(samples.KEYS[samples.EMPTY])


async def saved(run: Onboarding, key: ApiKey = KEY) -> StageEvent:
    *_, last = [event async for event in run.save(key, await run.check(key))]
    return last


async def proof_of(run: Onboarding, key: ApiKey = KEY) -> StageTested:
    last = await saved(run, key)
    assert isinstance(last, StageTested)
    return last


async def looked(run: Onboarding) -> Status:
    *_, last = [status async for status in run.look()]
    return last


def outcome(used: Fact) -> tuple[Answer, int | None, str | None]:
    return used.answer, used.assistants, used.failure.code if used.failure else None


@pytest.fixture(scope="module")
def one_region() -> Iterator[World]:
    with World(one_region=True) as world:
        yield world


@pytest.fixture
async def at_one_region(one_region: World, client: httpx.AsyncClient) -> Computer:
    """A computer whose Ava knows only Vapi's main region."""
    one_region.reset()
    computer = Computer(one_region, client, MemoryStore(), ProgressInMemory())
    await computer.keep(Token(one_region.token))
    return computer


async def test_ava_lists_the_assistants_with_the_key_in_either_form(either_form: Computer) -> None:
    await either_form.keep(Token(either_form.world.token))
    run = either_form.run()
    assert outcome((await proof_of(run)).used) == (Answer.YES, 3, None)
    assert outcome((await proof_of(run, EMPTY)).used) == (Answer.YES, 0, None)
    assert (await looked(run)).badge is Badge.CONFIGURED


async def test_a_european_key_is_refuted_by_an_ava_of_one_region(at_one_region: Computer) -> None:
    run = at_one_region.run()
    assert outcome((await proof_of(run, EUROPEAN)).used) == (Answer.NO, None, "A11")
    for status in (run.remembered(), at_one_region.run().remembered(), await looked(run)):
        assert (status.badge, status.concerns[0]) == (Badge.ATTENTION, Concern.UNUSABLE)
    status = await looked(run)
    assert status.sentence == "Ava cannot use this key: it belongs to Vapi Europe."
    assert (status.known.answer, status.accepted.answer, status.action) == (Answer.YES, Answer.YES, Action.CREATE)


async def test_a_european_key_is_proved_by_an_ava_of_both_regions(signed_in: Computer) -> None:
    assert outcome((await proof_of(signed_in.run(), EUROPEAN)).used) == (Answer.YES, 1, None)
    assert (await looked(signed_in.run())).agree


@pytest.mark.parametrize(
    ("answer", "expected", "badge"),
    [
        ("none yet", (Answer.YES, 0, None), Badge.CONFIGURED),
        ("bare objects", (Answer.YES, 2, None), Badge.CONFIGURED),
        ("authentication failed", (Answer.NO, None, "A11"), Badge.ATTENTION),
        ("no key", (Answer.NO, None, "A12"), Badge.ATTENTION),
        ("not configured", (Answer.NO, None, "A12"), Badge.ATTENTION),
        ("circuit open", (Answer.UNKNOWN, None, "A04"), Badge.CONFIGURED),
        ("no such call", (Answer.UNKNOWN, None, "A13"), Badge.CONFIGURED),
        ("method not allowed", (Answer.UNKNOWN, None, "A13"), Badge.CONFIGURED),
        ("not implemented", (Answer.UNKNOWN, None, "A13"), Badge.CONFIGURED),
        ("gateway", (Answer.UNKNOWN, None, "A04"), Badge.CONFIGURED),
        ("vapi down", (Answer.UNKNOWN, None, "A04"), Badge.CONFIGURED),
    ],
)
async def test_each_answer_of_a_deployed_ava_means_one_thing_and_undoes_nothing(
    signed_in: Computer, answer: str, expected: tuple[Answer, int | None, str | None], badge: Badge
) -> None:
    signed_in.world.ava_faults.add(ASSISTANTS[answer], path=PATH)
    run = signed_in.run()
    assert outcome((await proof_of(run)).used) == expected
    assert (run.remembered().badge, run.progress.under_way) == (badge, None)
    assert (await looked(run)).badge is badge
    assert (await signed_in.at_ava()).present
    assert await signed_in.store.get(SecretName.VAPI_KEY) == KEY


def test_every_answer_of_a_deployed_ava_is_tried() -> None:
    marks = test_each_answer_of_a_deployed_ava_means_one_thing_and_undoes_nothing.pytestmark  # type: ignore[attr-defined]  # pytest sets it
    assert {row[0] for row in marks[0].args[1]} == ASSISTANTS.keys()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.hang(), "N03"),
        (Fault.disconnect(), "N05"),
        (Fault.cut(), "N05"),
        (Fault.truncated_json(), "A05"),
        (Fault.html(200), "A01"),
        (Fault.status(200, {"success": True}), "A05"),
        (Fault.status(200, {"assistants": "three"}), "A05"),
        (Fault.status(200, {"success": False, "assistants": [], "error": "the database is away"}), "A05"),
        (Fault.status(400, {"detail": "Bad Request"}), "A08"),
        (Fault.status(429), "A03"),
        (Fault.status(500), "A04"),
        (Fault.status(503), "A04"),
        (Fault.html(400), "A01"),
        (Fault.redirect("https://elsewhere.example"), "N06"),
        (Fault.status(401), "S03"),
        (Fault.status(404, {"detail": "User not found"}), "S04"),
    ],
)
async def test_any_other_answer_says_nothing_about_the_key(signed_in: Computer, fault: Fault, code: str) -> None:
    signed_in.world.ava_faults.add(fault, path=PATH)
    run = signed_in.run(seconds=0.3 if code == "N03" else 5)
    used = (await proof_of(run)).used
    assert outcome(used) == (Answer.UNKNOWN, None, code)
    assert (run.progress.known.answer, run.progress.under_way) == (Answer.YES, None)
    assert run.remembered().badge is Badge.CONFIGURED  # Vapi accepts it, and nothing speaks against it


@pytest.mark.parametrize(
    "fault",
    [
        Fault.status(200, {"success": False, "assistants": [], "error": "Vapi authentication failed"}),
        *(
            Fault.status(502, {"detail": detail})
            for detail in (
                "Vapi error: 401",
                "Vapi returned status 403",
                "Vapi rejected the API key",
                "Vapi authentication error",
                "Vapi: forbidden",
                "invalid_api_key",
            )
        ),
        Fault.status(400, {"detail": "Vapi authentication failed. Check the API key."}),
    ],
)
async def test_a_refusal_is_understood_however_ava_words_it(signed_in: Computer, fault: Fault) -> None:
    signed_in.world.ava_faults.add(fault, path=PATH)
    run = signed_in.run()
    assert outcome((await proof_of(run)).used) == (Answer.NO, None, "A11")
    assert run.remembered().badge is Badge.ATTENTION


async def test_an_ava_that_cannot_try_is_not_asked_again_at_once(signed_in: Computer) -> None:
    signed_in.world.ava_faults.add(ASSISTANTS["circuit open"], path=PATH)
    await saved(signed_in.run())
    assert len(signed_in.world.requests.all(path=PATH)) == 1


async def test_an_expired_token_is_renewed_for_the_test_too(computer: Computer) -> None:
    await computer.keep(STALE, (await computer.session()).refresh, KEY)
    await computer.ava.send_key(Token(computer.world.token), KEY)
    status = await looked(computer.run())
    assert outcome(status.used) == (Answer.YES, 3, None)


async def test_a_failed_test_stands_until_ava_has_used_the_key(signed_in: Computer) -> None:
    faults = signed_in.world.ava_faults
    faults.add(ASSISTANTS["authentication failed"], path=PATH, times=1)
    await saved(signed_in.run())
    faults.add(ASSISTANTS["circuit open"], path=PATH)
    status = await looked(signed_in.run())
    assert (status.proof.answer, status.badge) == (Answer.NO, Badge.ATTENTION)
    faults.clear()
    assert (await looked(signed_in.run())).badge is Badge.CONFIGURED


@pytest.mark.parametrize("refusal", ["authentication failed", "no key"])
async def test_a_failed_test_stands_while_the_same_key_is_sent_again_and_ava_does_not_try(
    signed_in: Computer, refusal: str
) -> None:
    faults = signed_in.world.ava_faults
    faults.add(ASSISTANTS[refusal], path=PATH, times=1)
    run = signed_in.run()
    await saved(run)
    faults.add(ASSISTANTS["circuit open"], path=PATH)
    [event async for event in run.send()]
    assert (run.remembered().badge, run.remembered().concerns) == (Badge.ATTENTION, [Concern.UNUSABLE])
    await saved(run)
    assert run.remembered().badge is Badge.ATTENTION
    assert (await looked(signed_in.run())).badge is Badge.ATTENTION
    faults.clear()
    await saved(run)
    assert run.remembered().badge is Badge.CONFIGURED


async def test_another_key_inherits_nothing_from_the_test_of_the_previous_one(signed_in: Computer) -> None:
    faults = signed_in.world.ava_faults
    faults.add(ASSISTANTS["authentication failed"], path=PATH, times=1)
    run = signed_in.run()
    await saved(run)
    faults.add(ASSISTANTS["circuit open"], path=PATH)
    await saved(run, OTHER_KEY)
    assert run.remembered().proof.answer is Answer.UNKNOWN
    await signed_in.ava.send_key(Token(signed_in.world.token), KEY)
    assert (await looked(signed_in.run())).proof.answer is Answer.UNKNOWN


async def test_a_key_that_nobody_has_tried_needs_attention(signed_in: Computer) -> None:
    signed_in.world.ava_faults.add(ASSISTANTS["no such call"], path=PATH)
    run = signed_in.run()
    [event async for event in run.save(KEY, None)]
    assert run.remembered().concerns == [Concern.UNCHECKED]
    assert (await looked(run)).badge is Badge.CONFIGURED  # looking asks Vapi


async def test_ava_synchronises_its_assistants_if_it_can(signed_in: Computer) -> None:
    run = signed_in.run()
    failure = await run.synchronise()
    assert failure
    assert failure.code == "A14"
    signed_in.world.ava_faults.add(SYNCHRONISED, method="POST", path=SYNCHRONISE_PATH)
    assert await run.synchronise() is None


async def test_keeping_ava_s_key_deletes_only_the_one_here(signed_in: Computer) -> None:
    await saved(signed_in.run())
    await signed_in.ava.send_key(Token(signed_in.world.token), OTHER_KEY)
    run = signed_in.run()
    assert (await looked(run)).action is Action.CHOOSE
    assert not isinstance([event async for event in run.forget_copy()][-1], StageFailed)
    assert await signed_in.store.get(SecretName.VAPI_KEY) is None
    assert (await signed_in.at_ava()).preview == OTHER_KEY.preview
    status = await looked(run)
    assert (status.badge, status.agree) == (Badge.CONFIGURED, True)


async def test_the_key_of_one_account_is_not_the_obvious_one_for_the_next(signed_in: Computer) -> None:
    run = signed_in.run()
    run.remember(account="Camille")
    await saved(run)
    await run.sign_out()
    await run.use_token(Token(signed_in.world.token))  # Camille Demo, another name
    await signed_in.ava.delete_key(Token(signed_in.world.token))
    status = await looked(run)
    assert (status.action, status.owner) == (Action.CHOOSE, "Camille")
    assert "saved for Camille" in (status.sentence or "")


async def test_a_key_is_not_sent_if_somebody_else_signs_in_meanwhile(computer: Computer) -> None:
    await computer.keep(key=KEY)
    run = computer.run()
    run.remember(kept=Fact(Answer.YES, KEY.preview, NOW), kept_for="Camille")

    async def sign_in(_reason: object) -> bool:
        return isinstance(await run.use_token(Token(computer.world.token)), Account)

    *_, last = [event async for event in run.send(questions=Questions(sign_in=sign_in))]
    assert isinstance(last, StageFailed)
    assert (last.stage, last.failure.code) == (Stage.SEND, "S11")
    assert not (await computer.at_ava()).present


def test_files_of_the_version_before_are_read() -> None:
    profile = (
        b'{"schema": 2, "step": "paste-key", "done": [], "language": null, "theme": null, "ava": null, '
        b'"kept": {"answer": "no", "preview": null, "learnt": null}, '
        b'"accepted": {"answer": "no", "preview": null, "learnt": null}}'
    )
    ava = (
        b'{"schema": 2, "ava": "default", "account": "Camille", "under_way": null, '
        b'"known": {"answer": "yes", "preview": "8f14e45f...", "learnt": null}}'
    )
    assert parse_profile(profile).fields["kept_for"] is None
    fields = parse_ava(ava).fields
    assert (fields["used"], fields["known"].preview) == (Fact(), "8f14e45f...")
