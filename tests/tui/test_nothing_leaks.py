"""Marked secrets pass through the whole app, then are searched for in everything it wrote."""

import io
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from textual.message import Message

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import SecretStore
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.adapters.secrets.protected_files import CHEAP
from tests.tui.at_ava import SETTINGS, NoKeyring, refresh_token, store_with
from tests.tui.driving import AT_LAST_STEP, Driven, driven

KEY = "sk_live_marked-key-5f2c71"
PASSWORD = "marked-password-88d1c0"
TOKEN = "marked-token-41ab90"
PASSPHRASE = "marked-passphrase-c70e19"
MARKS = ("marked-key", "marked-password", "marked-token", "marked-passphrase")
LOGIN = "/api/v1/auth/login"


@dataclass
class Traces:
    """Everything that others could read afterwards."""

    world: World
    folder: Path
    caplog: pytest.LogCaptureFixture
    capfd: pytest.CaptureFixture[str]
    secrets: tuple[str, ...]
    read: list[str] = field(default_factory=list)

    def hear(self, message: Message) -> None:
        """Record the repr of our messages; Textual's own are never printed."""
        if type(message).__module__.startswith("ava_onboard"):
            self.read.append(repr(message))

    def look(self, at: Driven) -> None:
        """Record the screen as text, as a picture and as reprs."""
        page = Console(file=io.StringIO(), record=True, width=400)
        page.print(at.app.tree)
        self.read += [at.text(), page.export_text(), at.app.export_screenshot(), repr(at.app.screen_stack)]
        self.read += [repr(widget) for widget in at.app.screen.walk_children()]
        self.read += [str(vars(worker)) for worker in at.app.workers]
        self.read += [repr(at.app.onboarding.progress)]

    async def see(self, at: Driven, sentence: str) -> None:
        """Wait for the sentence, then record the screen."""
        await at.see(sentence)
        self.look(at)

    @asynccontextmanager
    async def driven(self, store: SecretStore | None = None, **options: Any) -> AsyncIterator[Driven]:
        """Run the app with its files in the watched folder."""
        saved = ProgressFiles(self.folder / "state.json")
        saved.save(AT_LAST_STEP)
        log = self.folder / "log" / "ava-onboard.log"
        async with driven(self.world, store=store, saved=saved, log=log, hook=self.hear, **options) as at:
            yield at

    def check(self) -> None:
        """Fail on any trace of a secret."""
        self.read += [
            *self.capfd.readouterr(),
            self.caplog.text,
            *(repr(vars(record)) for record in self.caplog.records),
        ]
        files = [path for path in (*self.folder.rglob("*"), *self.world.database.parent.rglob("*")) if path.is_file()]
        assert self.world.database in files
        self.read += [path.read_bytes().decode("latin-1") for path in files]
        for secret in (*MARKS, *self.secrets):
            assert not [text for text in self.read if secret in text], f"found: {secret}"


@pytest.fixture
def traces(
    world: World,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Traces:
    """Watch the terminal, the log and all files, including temporary ones."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    caplog.set_level(logging.DEBUG)
    return Traces(world, tmp_path, caplog, capfd, (world.token.rpartition(".")[2],))


async def test_no_secret_leaks_between_pasting_and_deleting_a_key(traces: Traces, world: World) -> None:
    world.vapi_faults.add(Fault.status(503), path="/assistant", times=1)
    world.vapi_faults.add(Fault.status(401), path="/assistant", times=1)
    world.vapi_faults.add(Fault.status(200, []), path="/assistant")
    echo = {"detail": [{"type": "too_long", "loc": ["body"], "msg": KEY, "input": {"key": KEY, "password": PASSWORD}}]}
    world.ava_faults.add(Fault.status(422, echo), path=LOGIN, times=1)
    world.ava_faults.add(Fault.status(422, echo), method="POST", path=SETTINGS, times=1)
    world.ava_faults.add(Fault.html(502), method="DELETE", path=SETTINGS, times=1)
    async with traces.driven() as at:
        await at.paste(f'export VAPI_API_KEY="{KEY}"')
        await traces.see(at, "Code V02")
        await at.enter()
        await traces.see(at, "Vapi refuses the key sk_live_…")
        await at.click_on("Check again")
        await traces.see(at, "Vapi accepts the key sk_live_…")
        await at.enter()
        await at.sign_in(password=PASSWORD)
        await traces.see(at, "Code S02")
        await at.press("escape")
        await at.open_token_dialog()
        await at.paste(TOKEN)
        await at.enter()
        await traces.see(at, "Code S05")
        await at.paste(world.token)
        await at.enter()
        await traces.see(at, "Signed in as Camille Demo")
        await at.enter()
        await traces.see(at, "Ava does not accept a key of this form.")
        await at.enter()
        await traces.see(at, "Configured: Ava can use your own Vapi key.")
        await at.enter()
        await traces.see(at, "✓ accepted")
        await at.click_on("Delete")
        await at.see("Delete your key?")
        await at.press("tab")
        await at.enter()
        await traces.see(at, "Ava may or may not have deleted the key")
        await at.resolve()
        await traces.see(at, "The key has been deleted.")
    traces.check()


async def test_no_secret_leaks_from_a_refused_session_or_a_missing_keyring(traces: Traces, world: World) -> None:
    world.vapi_faults.add(Fault.cut(), path="/assistant")
    async with traces.driven(store=NoKeyring(), token=Token(TOKEN)) as at:
        await at.paste(KEY)
        await traces.see(at, "Code N05")
        await at.click_on("Save anyway")
        await traces.see(at, "Code K01")
        await at.click_on("Keep no copy here")
        await traces.see(at, "Code S06")
    refresh = refresh_token(world)
    traces.secrets += (refresh.reveal().rpartition(".")[2],)
    store = await store_with(key=KEY, access=TOKEN, refresh=refresh)
    async with traces.driven(store=store) as at:
        await at.press("f4")
        await traces.see(at, "○ no key")
    traces.check()


async def test_neither_the_passphrase_nor_the_content_of_a_protected_file_leaks(traces: Traces, world: World) -> None:
    world.vapi_faults.add(Fault.status(200, []), path="/assistant")
    path = traces.folder / "default.vault"
    async with traces.driven(store=NoKeyring(), file=ProtectedFile(path, cost=CHEAP), token=Token(world.token)) as at:
        await at.paste(KEY)
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Code K01")
        await at.click_on("Use a protected file")
        for again in (f"{PASSPHRASE}!", PASSPHRASE):
            await at.see("Keep the key in a protected file")
            await at.type(PASSPHRASE)
            await at.press("enter")
            await at.type(again)
            await at.press("enter")
            if again != PASSPHRASE:
                await traces.see(at, "The two do not match.")
        await traces.see(at, "Configured: Ava can use your own Vapi key.")
    async with traces.driven(store=NoKeyring(), file=ProtectedFile(path, cost=CHEAP), token=Token(world.token)) as at:
        await at.press("f4")
        for passphrase, outcome in ((f"not {PASSPHRASE}", "Code K11"), (PASSPHRASE, "protected file")):
            await at.see("Your protected file")
            await at.type(passphrase)
            await at.press("enter")
            await traces.see(at, outcome)
    assert path in list(traces.folder.rglob("*"))
    traces.check()
