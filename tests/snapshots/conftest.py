"""The same conditions for every state, and its tests one after the other, as they share one start of the app."""

import itertools
from pathlib import Path

import pytest

from ava_onboard.tui.app import OnboardApp

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of a state together, so that one process runs them."""
    places = [place for place, item in enumerate(items) if item.path.is_relative_to(HERE)]
    for place, item in zip(places, sorted((items[place] for place in places), key=_state), strict=True):
        items[place] = item


def _state(item: pytest.Item) -> str:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return str(parameters["picture"].state if "picture" in parameters else parameters.get("name", ""))


@pytest.fixture
def accepts(request: pytest.FixtureRequest) -> bool:
    """Whether the current state is accepted."""
    return bool(request.config.option.update_snapshots)


@pytest.fixture(autouse=True)
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine no wait is called long, except where a state says so, and no notification goes away."""
    monkeypatch.setattr("ava_onboard.onboarding.patience.SECONDS", 3600.0)
    monkeypatch.setattr(OnboardApp, "NOTIFICATION_TIMEOUT", 3600.0)


@pytest.fixture(autouse=True)
def even_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stage takes four tenths of a second, however long it really takes."""
    times = itertools.count(1.0, 0.4)
    monkeypatch.setattr("ava_onboard.tui.key.stopwatch.monotonic", lambda: next(times))


@pytest.fixture(autouse=True)
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    """The situation codes are those of one system, wherever the tests run."""
    monkeypatch.setattr("ava_onboard.text.support.system", lambda: "Linux")
