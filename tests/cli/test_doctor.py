"""``doctor`` for a person: lines, JSON, exit codes, and a report that is shown before it is written."""

import io
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from ava_onboard import locales
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.cli import diagnosis
from ava_onboard.cli.console import Console
from ava_onboard.config import Config
from ava_onboard.domain import problems, speakable
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.checks import Check
from ava_onboard.domain.failure import Problem
from ava_onboard.domain.secret import Token
from ava_onboard.domain.verdict import Region
from ava_onboard.onboarding.ports import SecretName, SecretStore
from ava_onboard.sandbox.world import World
from tests.adapters.loopback import closed_port
from tests.onboarding.fakes import FailingStore

from . import schema
from .conftest import Command
from .program import COMMAND, environment

KEY = "8f14e45f-fade-4dad-8bad-facade000001"
MARK = "facade-marked-secret-0123456789"
RUN_WITH_KEYRING = Path(__file__).parents[1] / "run-with-keyring"


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Config:
    return Config(
        ava_url=world.ava_url,
        vapi_urls={Region.US: world.vapi_url, Region.EU: world.vapi_eu_url},
        token=Token(world.token),
        home=tmp_path / MARK,
    )


@dataclass
class Run:
    """One run, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return schema.valid(self.out, "doctor")


class Doctor(Protocol):
    def __call__(
        self,
        settings: Config,
        *,
        json_output: bool = False,
        bundle: Path | None = None,
        assume_yes: bool = False,
        answer: str | None = None,
        store: SecretStore | None = None,
    ) -> Run: ...


@pytest.fixture
def examine(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Doctor:
    def examine(
        settings: Config,
        *,
        json_output: bool = False,
        bundle: Path | None = None,
        assume_yes: bool = False,
        answer: str | None = None,
        store: SecretStore | None = None,
    ) -> Run:
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer or ""))
        console = Console(dialogue=answer is not None)
        store = store or MemoryStore()
        code = diagnosis.run(
            settings,
            console,
            json_output=json_output,
            bundle=str(bundle) if bundle else None,
            assume_yes=assume_yes,
            store=store,
        )
        return Run(code, *capsys.readouterr())

    return examine


@pytest.mark.parametrize(
    ("language", "clock", "end"),
    [
        ("en", "✓ Clock: +correct", "\n\n✓ Everything that could be checked is fine.\n"),
        ("fr", "✓ Horloge\u00a0: +à l’heure", "\n\n✓ Tout ce qui a pu être vérifié fonctionne.\n"),
    ],
)
def test_all_is_well(examine: Doctor, settings: Config, language: str, clock: str, end: str) -> None:
    locales.use(language)
    run = examine(settings)
    assert (run.code, run.err) == (0, "")
    colon = "\u00a0" if language == "fr" else ""
    lines = run.out.splitlines()
    about, looked = lines[:3], lines[3:]
    assert about[1:] == [f"Ava{colon}: {settings.ava_url}", ""]
    assert len(looked) == len(Check) + 2
    assert re.fullmatch(rf"{clock} \(\d+ ms\)", looked[1])
    columns = {re.match(r"\S [^:]*: *", line).end() for line in looked[: len(Check)]}  # type: ignore[union-attr]
    assert len(columns) == 1
    assert run.out.endswith(end)
    assert "AVA_TOKEN" in run.out


def test_the_first_failure_has_one_instruction_and_decides_the_exit_code(examine: Doctor, settings: Config) -> None:
    run = examine(
        settings._replace(ava_url=f"http://127.0.0.1:{closed_port()}"), store=FailingStore(problems.NO_KEYRING)
    )
    assert run.code == 6
    assert run.out.endswith(f"\n  {problems.UNREACHABLE.remedy}\n  Code N02\n")
    assert re.search(r"✗ Keyring: .+ \(K01, \d+ ms\)", run.out)


def test_json_says_the_same_in_every_language(examine: Doctor, settings: Config) -> None:
    documents = []
    for language in locales.languages():
        locales.use(language)
        run = examine(settings, json_output=True, store=FailingStore(problems.KEYRING_LOCKED))
        assert (run.code, run.err, run.out.count("\n"), run.out.isascii()) == (7, "", 1, True)
        documents.append(run.document)
    document = documents[0]
    assert document["schema"] == 1
    assert document["failure"] == {"code": "K02", "exit": 7, "request_id": None, "retry_after": None}
    assert [rung["rung"] for rung in document["rungs"]] == [check.name.lower() for check in Check]
    ended = [[(rung["rung"], rung["outcome"], rung["code"], rung["reason"]) for rung in d["rungs"]] for d in documents]
    assert ended[0] == ended[1]
    assert ("tls", "skipped", None, "no_tls") in ended[0]
    assert all(rung["milliseconds"] >= 0 for rung in document["rungs"])
    assert set(document["versions"]) == {"ava_onboard", "python"}


def test_each_run_has_a_code_that_can_be_read_out(examine: Doctor, settings: Config) -> None:
    codes = {examine(settings, json_output=True).document["session"] for _run in range(2)}
    assert len(codes) == 2
    assert all(re.fullmatch(f"[{speakable.ALPHABET}]{{4}}-[{speakable.ALPHABET}]{{4}}", code) for code in codes)


def test_the_report_is_shown_then_confirmed_then_written_readable_only_by_its_owner(
    examine: Doctor, settings: Config, tmp_path: Path
) -> None:
    file = tmp_path / "report.json"
    run = examine(settings, bundle=file, answer="yes\n")
    assert run.code == 0
    content = file.read_text(encoding="ascii")
    shown, _question, rest = run.err.partition("Write this to report.json?")
    assert shown.strip() == content.strip()
    assert json.loads(content)["session"] in rest
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(("answer", "code"), [("n\n", 0), ("\n", 0), (None, 2)], ids=["no", "enter", "nobody there"])
def test_without_a_yes_nothing_is_written(
    examine: Doctor, settings: Config, tmp_path: Path, answer: str | None, code: int
) -> None:
    file = tmp_path / "report.json"
    run = examine(settings, bundle=file, answer=answer)
    assert run.code == code
    assert run.err.endswith("Nothing was written.\n" if answer else "  To go ahead, add --yes.\n  Code U03\n")
    assert not file.exists()


def test_a_report_confirmed_with_yes_is_still_shown(examine: Doctor, settings: Config, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    run = examine(settings, json_output=True, bundle=file, assume_yes=True)
    assert json.loads(file.read_text(encoding="ascii")) == run.document
    assert run.err.startswith("{\n")
    assert "[y/N]" not in run.err


@pytest.mark.parametrize("where", ["there", "missing/report.json"])
def test_no_file_is_replaced_nor_folder_created(examine: Doctor, settings: Config, tmp_path: Path, where: str) -> None:
    (tmp_path / "there").write_text("mine", encoding="ascii")
    run = examine(settings, bundle=tmp_path / where, assume_yes=True)
    assert run.code == 1
    assert "Code C06" in run.err
    assert (tmp_path / "there").read_text(encoding="ascii") == "mine"
    assert str(tmp_path) not in run.err


@pytest.mark.parametrize("problem", [None, problems.KEYRING_LOCKED], ids=["well", "keyring locked"])
def test_no_secret_and_no_personal_name_is_reported(
    examine: Doctor, settings: Config, tmp_path: Path, problem: Problem | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:{MARK}@proxy.invalid:3128")
    monkeypatch.setenv("USER", "marked-user")
    monkeypatch.setenv("HOME", "/home/marked-user")
    monkeypatch.setenv("VAPI_API_KEY", KEY)
    assert settings.token is not None
    store = FailingStore(problem)
    store._secrets = {SecretName.VAPI_KEY: ApiKey(KEY), SecretName.ACCESS_TOKEN: settings.token}
    elsewhere = settings._replace(ava_url="https://ava.invalid")
    file = tmp_path / "report.json"
    result = "".join(
        run.out + run.err
        for place in (settings, elsewhere)
        for json_output in (False, True)
        for run in [examine(place, json_output=json_output, bundle=file, answer="n\n", store=store)]
    )
    assert "proxy.invalid:3128" in result
    for secret in (MARK, KEY, KEY[:8], settings.token.reveal(), "marked-user", str(tmp_path), "user:"):
        assert secret not in result


def test_a_report_that_cannot_be_confirmed_is_not_written(
    command: Command, signed_in: dict[str, str], tmp_path: Path
) -> None:
    finished = command("doctor", "--json", "--bundle", str(tmp_path / "report.json"), **signed_in)
    ended = {rung["rung"]: rung["outcome"] for rung in json.loads(finished.stdout)["rungs"]}
    assert (finished.returncode, [name for name in ended if ended[name] == "failed"]) == (7, ["keyring"])
    assert finished.stderr.endswith("  To go ahead, add --yes.\n  Code U03\n")
    assert [path.name for path in tmp_path.iterdir()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process alone")
def test_ctrl_c_ends_it_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and says nothing
        here = f"http://127.0.0.1:{silent.getsockname()[1]}"
        variables = {"AVA_API_URL": here, "VAPI_API_URL": here, "AVA_ONBOARD_HOME": str(tmp_path)}
        with subprocess.Popen(
            [*COMMAND, "doctor"],
            env=environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stdout is not None
            *_about, first = (program.stdout.readline() for _line in range(4))
            assert first.startswith("· Terminal: ")
            program.send_signal(signal.SIGINT)
            _out, err = program.communicate(timeout=4)
    assert (program.returncode, err) == (130, "\nInterrupted.\n")


IN_A_KEYRING = """
import asyncio, secretstorage, sys
from contextlib import closing
from pathlib import Path

from ava_onboard.cli import diagnosis
from ava_onboard.cli.console import Console
from ava_onboard.config import Config
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.verdict import Region
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.adapters.secrets.keyring import OsKeyring

asyncio.run(OsKeyring().put(SecretName.VAPI_KEY, ApiKey("8f14e45f-fade-4dad-8bad-facade000001")))
if sys.argv[1] == "locked":
    with closing(secretstorage.dbus_init()) as connection:
        secretstorage.collection.get_collection_by_alias(connection, "default").lock()
here = "http://127.0.0.1:9"
settings = Config(ava_url=here, vapi_urls={Region.US: here}, home=Path.home())
diagnosis.run(settings, Console(), json_output=True, bundle=None, assume_yes=False)
"""


@pytest.mark.keyring
@pytest.mark.parametrize(("state", "outcome", "code"), [("open", "passed", None), ("locked", "failed", "K02")])
def test_a_real_keyring_is_named_and_whether_it_opens(state: str, outcome: str, code: str | None) -> None:
    finished = subprocess.run(
        [RUN_WITH_KEYRING, sys.executable, "-c", IN_A_KEYRING, state],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    rungs = {rung["rung"]: rung for rung in json.loads(finished.stdout)["rungs"]}
    result = rungs["keyring"]
    assert (result["outcome"], result["code"]) == (outcome, code)
    assert result["facts"] == {"backend": "keyring.backends.SecretService.Keyring"}
