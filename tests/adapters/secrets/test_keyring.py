"""The keyring of the operating system: the calls it gets, and each of its failures."""

from collections.abc import Awaitable, Callable

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordSetError

from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import SecretName, SecretStore
from tests.adapters.leaks import MARK, assert_no_mark
from tests.adapters.secrets.scripted_keyrings import Chain, Frozen, Scripted, Trusted, use

KEY = ApiKey("8f14e45f-fade-4dad-8bad-facade000001")


@pytest.mark.keyring
async def test_profiles_do_not_see_each_other() -> None:
    keyring.core.init_backend()
    one, two = OsKeyring("one", seconds=10), OsKeyring("two", seconds=10)
    await one.put(SecretName.VAPI_KEY, KEY)
    assert await two.get(SecretName.VAPI_KEY) is None
    assert await one.get(SecretName.VAPI_KEY) == KEY


Call = Callable[[SecretStore], Awaitable[object]]
CALLS: dict[str, Call] = {
    "get": lambda store: store.get(SecretName.VAPI_KEY),
    "put": lambda store: store.put(SecretName.VAPI_KEY, ApiKey(MARK)),
    "delete": lambda store: store.delete(SecretName.VAPI_KEY),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())


async def code_of(call: Call, *, seconds: float = 5) -> str:
    with pytest.raises(ProblemError) as caught:
        await call(OsKeyring(seconds=seconds))
    assert_no_mark(caught.value)
    return caught.value.failure.code


FAIL, NULL = fail.Keyring(), null.Keyring()  # type: ignore[no-untyped-call]  # not typed there


@every_call
@pytest.mark.parametrize(
    ("backend", "code"),
    [
        pytest.param(FAIL, "K01", id="fail"),
        pytest.param(NULL, "K01", id="null"),
        pytest.param(Scripted(), "K05", id="unknown"),
        pytest.param(Chain(Scripted(), NULL), "K05", id="unknown chain"),
        pytest.param(Trusted(NoKeyringError(MARK)), "K01", id="none"),
        pytest.param(Trusted(InitError(MARK)), "K01", id="not there"),
        pytest.param(Trusted(KeyringLocked(MARK)), "K02", id="locked"),
        pytest.param(Trusted(PasswordSetError(MARK)), "K07", id="refused"),
        pytest.param(Trusted(KeyringError(MARK)), "K07", id="failed"),
        pytest.param(Trusted(ConnectionResetError(MARK)), "K07", id="bus is gone"),
    ],
)
async def test_each_failure_has_its_problem_and_reveals_no_secret(
    monkeypatch: pytest.MonkeyPatch, call: Call, backend: KeyringBackend, code: str
) -> None:
    use(monkeypatch, backend)
    assert await code_of(call) == code


@every_call
@pytest.mark.parametrize("setting", ["", "nonsense", "no.such.Keyring", "keyring.backends.SecretService.Nothing"])
async def test_a_setting_that_names_no_backend_is_reported(
    monkeypatch: pytest.MonkeyPatch, call: Call, setting: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", setting)
    use(monkeypatch, None)
    assert await code_of(call) == "K06"


async def test_only_a_trusted_member_of_a_chain_gets_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, trusted = Scripted(), Trusted()
    use(monkeypatch, Chain(plain, trusted))
    await OsKeyring("work").put(SecretName.VAPI_KEY, KEY)
    assert trusted.held == {("ava-onboard:work:vapi-key", "work"): KEY.reveal()}
    assert plain.held == {}


async def test_the_name_of_a_token_depends_on_its_ava_and_that_of_the_key_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend = Trusted()
    use(monkeypatch, backend)
    for ava_url in (None, "https://ava.example"):
        for entry in (SecretName.ACCESS_TOKEN, SecretName.REFRESH_TOKEN):
            await OsKeyring("work", ava_url).put(entry, Token(f"{entry.value} of {ava_url}"))
        await OsKeyring("work", ava_url).put(SecretName.VAPI_KEY, KEY)
    services = [service.removeprefix("ava-onboard:work:") for service, user in backend.held if user == "work"]
    assert services == [
        "access-token",
        "refresh-token",
        "vapi-key",
        "access-token:https://ava.example",
        "refresh-token:https://ava.example",
    ]
    assert await OsKeyring("work").get(SecretName.ACCESS_TOKEN) == Token("access-token of None")
    assert await OsKeyring("work", "https://ava.example/other").get(SecretName.ACCESS_TOKEN) is None


async def test_a_written_secret_is_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Trusted(forgets=True))
    assert await code_of(CALLS["put"]) == "K04"


async def test_a_secret_that_cannot_be_deleted_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Trusted(keeps=True)
    backend.held["ava-onboard:default:vapi-key", "default"] = KEY.reveal()
    use(monkeypatch, backend)
    assert await code_of(CALLS["delete"]) == "K07"


async def test_a_stored_text_that_is_not_a_key_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Trusted()
    backend.held["ava-onboard:default:vapi-key", "default"] = "changed by hand"
    use(monkeypatch, backend)
    assert await OsKeyring().get(SecretName.VAPI_KEY) is None


@pytest.mark.parametrize("call", [CALLS["get"], CALLS["put"]], ids=["get", "put"])
async def test_a_keyring_that_does_not_answer_times_out(monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    backend = Frozen()
    use(monkeypatch, backend)
    assert await code_of(call, seconds=0.02) == "K03"
    backend.released.set()
