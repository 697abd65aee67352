"""The decisions before the first paint."""

import pytest

from ava_onboard import locales
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.cli.wiring import connect, http_services, use_language
from ava_onboard.config import Config
from ava_onboard.domain.local_time import now
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Token
from ava_onboard.domain.verdict import Region


@pytest.mark.parametrize(
    ("said", "saved", "system", "expected"),
    [
        ("en", "fr", "fr_FR.UTF-8", "en"),
        (None, "fr", "en_US.UTF-8", "fr"),
        (None, "klingon", "fr_FR.UTF-8", "fr"),
        (None, None, "fr_FR.UTF-8", "fr"),
        (None, None, "tlh_XX.UTF-8", "en"),
    ],
)
def test_the_language_is_the_given_the_saved_or_the_systems(
    said: str | None, saved: str | None, system: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", system)
    locales.use(locales.of_system())
    use_language(Config(language=said), Progress(language=saved))
    assert locales.language() == expected


async def test_the_services_are_those_of_the_settings() -> None:
    token, store = Token("token"), MemoryStore()
    settings = Config(ava_url="http://127.0.0.1:8000", vapi_urls={Region.US: "http://127.0.0.1:8001"}, token=token)
    services = await connect(lambda: http_services(settings, store))
    assert services.ava.host == "127.0.0.1:8000"
    assert services.vapi.regions == (Region.US,)
    assert services.store is store
    assert services.environment_token == token


def test_times_have_a_zone() -> None:
    assert now().tzinfo is not None
