"""The progress that is saved between runs, which holds no secret."""

from pathlib import Path

import httpx

from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Journey, Step
from ava_onboard.domain.secret import Password, Token
from ava_onboard.domain.status import Badge
from ava_onboard.onboarding import StageTested
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.onboarding.fakes import FailingStore

from .conftest import KEY, SETTINGS, Computer


async def test_no_file_ever_holds_a_secret(world: World, client: httpx.AsyncClient, tmp_path: Path) -> None:
    written = ""

    class Watched(ProgressFiles):
        def _replace(self, path: Path, content: bytes, *, durable: bool = True) -> None:
            nonlocal written
            super()._replace(path, content, durable=durable)
            written += path.read_text()

    store = FailingStore(calls=["put"], entries=[SecretName.VAPI_KEY])
    run = Computer(world, client, store, Watched(tmp_path / "default.json")).run()
    await run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD))
    access, refresh = await store.get(SecretName.ACCESS_TOKEN), await store.get(SecretName.REFRESH_TOKEN)
    world.ava_faults.add(Fault.status(422, {"detail": [{"input": KEY.reveal()}]}), method="POST", path=SETTINGS)
    for store.problem in (problems.KEYRING_FAILED, None):
        async for _event in run.save(KEY, await run.check(KEY)):
            pass
    world.ava_faults.clear()
    assert isinstance([event async for event in run.send()][-1], StageTested)
    async for _status in run.look():
        pass
    await run.use_token(Token(world.token))
    async for _event in run.delete():
        pass
    await run.sign_out()
    assert samples.ACCOUNT_NAME in written
    assert KEY.preview in written
    assert KEY.reveal()[9:] not in written
    for secret in (KEY, Password(samples.ACCOUNT_PASSWORD), Token(world.token), access, refresh):
        assert secret
        assert secret.reveal() not in written


def test_the_open_step_is_remembered(computer: Computer) -> None:
    stopped = Journey(Step.NEW_KEY, frozenset({Step.ACCOUNT, Step.KEYS_PAGE}))
    assert computer.run().remember(journey=stopped, language="fr") is None
    again = computer.run()
    assert (again.progress.journey, again.progress.language) == (stopped, "fr")
    assert again.remembered().badge is Badge.NOT_CONFIGURED


def test_an_unwritable_folder_does_not_stop_the_run(computer: Computer, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    computer.saved = ProgressFiles(tmp_path / "state" / "default.json")
    run = computer.run()
    failure = run.remember(language="fr")
    assert isinstance(failure, Failure)
    assert failure.code == "C03"
    assert run.progress.language == "fr"
