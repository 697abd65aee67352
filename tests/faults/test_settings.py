"""Whatever is set wrongly on this computer, a command names it, ends with its exit code, and keeps the key."""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.progress import Progress
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox.world import World
from tests.adapters.loopback import answer, closed_port, serving
from tests.adapters.secrets.protected_files import CHEAP, PASSPHRASE
from tests.cli.program import NO_KEYRING, run

from .computer import KEY
from .settings import NAMES, ROWS, SECRET, Row
from .truth import preview_at_ava

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes among files, and /dev/null as a device")


@pytest.fixture(autouse=True)
def no_settings_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("name", ROWS)
async def test_a_wrong_setting_is_named_and_loses_nothing(world: World, tmp_path: Path, name: str) -> None:
    row = ROWS[name]
    store = await keep_key(tmp_path)
    well = {
        "AVA_ONBOARD_HOME": str(tmp_path),
        "AVA_API_URL": world.ava_url,
        "VAPI_API_URL": world.vapi_url,
        "AVA_TOKEN": world.token,
        "AVA_ONBOARD_PASSPHRASE": PASSPHRASE.reveal(),
        **NO_KEYRING,
    }
    row.files(tmp_path)
    async with AsyncExitStack() as stack:
        port = str(closed_port())
        if row.proxy:
            proxy = await stack.enter_async_context(serving(answer(row.proxy, {})))
            port = proxy.url.rpartition(":")[2]
        wrong = {
            setting: value if isinstance(value, str) else value(tmp_path) for setting, value in row.settings.items()
        }
        wrong = {setting: value.replace("{port}", port) for setting, value in wrong.items()}
        variables = well | wrong | ({"AVA_API_URL": row.ava} if row.ava else {})
        ended = await asyncio.to_thread(run, "sync", "--json", variables=variables)
    told = json.loads(ended.stdout)
    assert (told["failure"] and told["failure"]["code"], ended.returncode) == (row.code, row.exit), ended.stderr
    assert_it_is_said(row, ended.stderr)
    for secret in (KEY.reveal(), world.token, SECRET, PASSPHRASE.reveal()):
        assert secret not in ended.stdout + ended.stderr
    assert await store.get(SecretName.VAPI_KEY) == KEY
    assert await preview_at_ava(world.ava_url, world.token) == (None if row.code else KEY.preview)


def assert_it_is_said(row: Row, stderr: str) -> None:
    """The code and the culprit are named, and no setting that is not to blame."""
    named = {name for name in (*NAMES, "default.json") if name in stderr}
    assert named == ({row.culprit} if row.culprit else set()), stderr
    if row.code:
        assert f"Code {row.code}" in stderr or f"({row.code}" in stderr, stderr


async def keep_key(home: Path) -> ProtectedFile:
    """A key in a protected file, and the memory of it, as an earlier run leaves them."""
    state = home / "state" / "default.json"
    store = ProtectedFile(state.with_suffix(".vault"), cost=CHEAP)
    await store.choose(PASSPHRASE)
    await store.put(SecretName.VAPI_KEY, KEY)
    ProgressFiles(state).save(Progress(kept=Fact(Answer.YES, KEY.preview), accepted=Fact(Answer.YES, KEY.preview)))
    return store


async def test_an_ava_that_answers_anyone_is_warned_of_and_never_green(world: World, tmp_path: Path) -> None:
    store = await keep_key(tmp_path)
    world.leave_ava_unprotected()
    variables = {"AVA_ONBOARD_HOME": str(tmp_path), "AVA_API_URL": world.ava_url, "VAPI_API_URL": world.vapi_url}
    variables |= {"AVA_ONBOARD_PASSPHRASE": PASSPHRASE.reveal(), **NO_KEYRING}
    sent = await asyncio.to_thread(run, "sync", "--json", variables=variables)
    assert (json.loads(sent.stdout)["failure"]["code"], sent.returncode) == ("S01", Exit.SIGN_IN)
    assert await preview_at_ava(world.ava_url, world.token) is None
    shown = await asyncio.to_thread(run, "status", variables=variables)
    assert shown.stdout.startswith("○ Not configured"), shown.stdout
    assert "▲ This Ava server shows Vapi settings to anyone, without signing in." in shown.stdout
    assert shown.returncode == Exit.NOT_CONFIGURED
    assert await store.get(SecretName.VAPI_KEY) == KEY


def test_every_setting_that_can_break_the_way_to_ava_has_a_row() -> None:
    tried = {setting for row in ROWS.values() for setting in row.settings} | {row.culprit for row in ROWS.values()}
    assert tried >= set(NAMES)
    assert Exit.DONE in {row.exit for row in ROWS.values()}
