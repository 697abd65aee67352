"""``profiles --remove``: it removes everything of one profile from this computer, and nothing of another."""

import asyncio
import json
from pathlib import Path

import pytest

from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.cli.commands import profiles
from ava_onboard.cli.console import Console
from ava_onboard.config import Config
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Exit, Problem, ProblemError
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Token
from ava_onboard.domain.store_kind import FILE
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.onboarding.profiles import remove
from tests.adapters.secrets.scripted_keyrings import Trusted, use
from tests.onboarding.fakes import FailingStore

from .conftest import Command

SHOP_S_AVA = "https://ava.shop.example"
KEPT = Fact(Answer.YES, "8f14e45f...")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Trusted:
    keyring = Trusted()
    use(monkeypatch, keyring)
    return keyring


@pytest.fixture
async def settings(tmp_path: Path, keyring: Trusted) -> Config:
    """Two profiles, each with a key and a session; that of the shop is with another Ava."""
    settings = Config(home=tmp_path)
    for name, ava_url in (("default", None), ("shop", SHOP_S_AVA)):
        store = OsKeyring(name, ava_url)
        await store.put(SecretName.VAPI_KEY, ApiKey(f"the-key-of-{name}"))
        await store.put(SecretName.ACCESS_TOKEN, Token(f"access-{name}"))
        await store.put(SecretName.REFRESH_TOKEN, Token(f"refresh-{name}"))
        saved = ProgressFiles(settings._replace(profile=name).state_file, ava_url)
        saved.save(Progress(ava=saved.ava, kept=KEPT, account="Camille"))
    return settings


@pytest.mark.parametrize("said", [None, "https://elsewhere.example"])
def test_a_whole_profile_is_removed_and_nothing_of_another(
    settings: Config, keyring: Trusted, capsys: pytest.CaptureFixture[str], said: str | None
) -> None:
    if said:
        settings = settings._replace(ava_url=said, ava_url_is_said=True)
    for name in ("default", "shop"):
        settings._replace(profile=name).store_file(FILE).write_text("what only a passphrase opens")
    assert profiles.remove(settings, Console(), "shop", yes=True, json=False) == Exit.DONE
    assert {user for _service, user in keyring.held} == {"default"}
    assert len(keyring.held) == 3
    assert {file.name for file in settings.state_file.parent.glob("*.json")} == {"default.json", "default@default.json"}
    assert [file.name for file in settings.state_file.parent.glob("*.vault")] == ["default.vault"]
    assert capsys.readouterr().out == "✓ The profile shop has been removed from this computer.\n"


async def test_sessions_of_a_profile_with_all_of_its_avas_go(settings: Config, keyring: Trusted) -> None:
    """The shop has also signed in to the default Ava, and to a third one that only its file mentions."""
    shop = settings._replace(profile="shop")
    for ava_url in (None, "https://third.example"):
        await OsKeyring("shop", ava_url).put(SecretName.ACCESS_TOKEN, Token("access-elsewhere"))
        ProgressFiles(shop.state_file, ava_url).save(Progress(account="Camille"))
    assert await asyncio.to_thread(profiles.remove, settings, Console(), "shop", yes=True, json=False) == Exit.DONE
    assert {user for _service, user in keyring.held} == {"default"}


def test_an_unconfirmed_profile_is_not_removed(settings: Config, keyring: Trusted) -> None:
    with pytest.raises(ProblemError, match="U03"):
        profiles.remove(settings, Console(no_input=True), "shop", yes=False, json=False)
    assert len(keyring.held) == 6


@pytest.mark.parametrize(("answer", "left"), [("y", 3), ("", 6)])
def test_a_key_that_is_nowhere_else_is_named_before_it_is_lost(
    settings: Config,
    keyring: Trusted,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    left: int,
) -> None:
    console = Console(dialogue=True)
    monkeypatch.setattr(console, "ask", lambda _question: answer)
    ended = profiles.remove(settings, console, "shop", yes=False, json=False)
    assert ended == (Exit.DONE if answer else Exit.INTERRUPTED)
    assert len(keyring.held) == left
    assert "Its key is only on this computer and would be lost." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("problem", "kept", "done"),
    [
        (problems.KEYRING_LOCKED, Fact(), False),
        (problems.NO_KEYRING, Fact(), True),
        (problems.KEYRING_UNSAFE, Fact(), True),
        (problems.NO_KEYRING, KEPT, False),
    ],
)
async def test_a_failing_keyring_leaves_a_profile_that_can_be_removed_again(
    tmp_path: Path, problem: Problem, kept: Fact, done: bool
) -> None:
    settings = Config(home=tmp_path)
    saved = ProgressFiles(settings.state_file)
    saved.save(Progress(kept=kept))
    failure = await remove([FailingStore(problem)], [], saved, kept)
    assert failure is None if done else failure is not None and failure.problem is problem
    assert settings.state_file.exists() is not done


def test_an_unknown_profile_is_not_removed(command: Command) -> None:
    result = command("profiles", "--remove", "8f14e45f-no-profile", "--yes")
    assert result.returncode == Exit.USAGE
    assert "There is no profile with this name on this computer." in result.stderr
    assert "8f14e45f" not in result.stderr


def test_the_outcome_in_json(command: Command, services: dict[str, str]) -> None:
    file = Path(services["AVA_ONBOARD_HOME"], "state", "shop.json")
    ProgressFiles(file).save(Progress())
    result = command("profiles", "--remove", "shop", "--yes", "--json")
    assert json.loads(result.stdout) == {
        "schema": 1,
        "command": "profiles",
        "profile": "shop",
        "done": True,
        "failure": None,
    }
    assert not file.exists()
