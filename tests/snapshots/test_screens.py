"""What every state looks like, compared with what was accepted. ``make snapshots`` accepts the current state.

Each state has a text file with the screen in every size and language. Most have a picture too, for the eye.
"""

import difflib
import html
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.sandbox import samples
from ava_onboard.tui.app import OnboardApp
from tests.snapshots.capture import Shown, looks_of
from tests.snapshots.states import MORE, STATES, TEXT_ONLY, Picture, pictures
from tests.tui.quick import hurried

HERE = Path(__file__).parent
TEXTS = HERE / "screens"
PICTURES = HERE / "__snapshots__" / Path(__file__).stem
ALL_PICTURES = tuple(pictures())


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


@pytest.fixture
def accepts(request: pytest.FixtureRequest) -> bool:
    """Whether the current state is accepted."""
    return bool(request.config.option.update_snapshots)


@pytest.mark.parametrize("picture", ALL_PICTURES, ids=str)
def test_a_picture_looks_as_accepted(picture: Picture, snap_compare: Callable[..., bool]) -> None:
    shown = Shown(STATES[picture.state], picture.theme)
    with hurried():
        assert snap_compare(shown.app, terminal_size=picture.size, run_before=shown.bring)


@pytest.mark.parametrize("name", STATES)
async def test_a_screen_says_what_was_accepted_and_cuts_nothing_off(name: str, accepts: bool) -> None:
    file = TEXTS / f"{name}.txt"
    text, missing = await looks_of(STATES[name])
    assert missing == []
    if accepts:
        TEXTS.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    accepted = file.read_text(encoding="utf-8") if file.is_file() else ""
    difference = difflib.unified_diff(accepted.splitlines(), text.splitlines(), f"accepted {name}", "now", lineterm="")
    assert text == accepted, "\n".join(difference)


def test_every_accepted_file_belongs_to_a_state(accepts: bool) -> None:
    orphans = {file for file in TEXTS.iterdir() if file.stem not in STATES}
    if accepts:
        for orphan in orphans:
            orphan.unlink()
        return
    wanted = {f"{test_a_picture_looks_as_accepted.__name__}[{picture}].svg" for picture in ALL_PICTURES}
    assert orphans == set()
    assert {file.name for file in PICTURES.iterdir()} == wanted


def test_the_lists_of_pictures_name_states() -> None:
    assert TEXT_ONLY.union(*MORE.values()) <= set(STATES)


@pytest.mark.parametrize("folder", [TEXTS, PICTURES], ids=lambda folder: folder.name)
def test_no_accepted_file_shows_a_key_or_a_password(folder: Path) -> None:
    secrets = {_squeezed(secret) for secret in (*samples.KEYS.values(), samples.ACCOUNT_PASSWORD, "facade0")}
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        squeezed = _squeezed(_words(text) if file.suffix == ".svg" else text)
        assert not any(secret in squeezed for secret in secrets), file.name


def _words(svg: str) -> str:
    return html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", "", svg, flags=re.DOTALL))


def _squeezed(text: str) -> str:
    """Remove white space: a key that is broken over two lines is still a key."""
    return re.sub(r"\s", "", text)
