"""What every state looks like, compared with the accepted files. ``make snapshots`` accepts the present ones.

Each state has a text file with the screen in every size and language. Most have a picture too, for the eye.
"""

import difflib
import html
import re
from pathlib import Path

import pytest

from ava_onboard.sandbox import samples
from ava_onboard.tui.app import OnboardApp
from tests.snapshots.capture import capture, files
from tests.snapshots.states import MORE, STATES, TEXT_ONLY

HERE = Path(__file__).parent
DIFFERING = HERE / "differing"
"""What differs is written here, beside the accepted picture."""
FOLDERS = ("screens", "pictures")


@pytest.fixture(autouse=True)
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine no wait is called long, except where a state says so, and no notification goes away."""
    monkeypatch.setattr("ava_onboard.tui.key.form.PATIENCE", 3600.0)
    monkeypatch.setattr(OnboardApp, "NOTIFICATION_TIMEOUT", 3600.0)


@pytest.mark.parametrize("name", STATES)
async def test_a_state_looks_as_accepted(name: str, request: pytest.FixtureRequest) -> None:
    captured = await capture(name)
    assert set(captured) == set(files(name))
    if request.config.getoption("accept"):
        for path, content in captured.items():
            _write(HERE / path, content)
    else:
        differences = [_difference(path, content) for path, content in captured.items()]
        assert not any(differences), "\n".join(filter(None, differences))


def test_every_accepted_file_belongs_to_a_state(request: pytest.FixtureRequest) -> None:
    wanted = {HERE / path for name in STATES for path in files(name)}
    orphans = {file for folder in FOLDERS for file in (HERE / folder).iterdir()} - wanted
    if request.config.getoption("accept"):
        for orphan in orphans:
            orphan.unlink()
    else:
        assert orphans == set()


def test_the_lists_of_pictures_name_states() -> None:
    assert TEXT_ONLY.union(*MORE.values()) <= set(STATES)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_accepted_file_shows_a_key_or_a_password(folder: str) -> None:
    secrets = {_squeezed(secret) for secret in (*samples.KEYS.values(), samples.ACCOUNT_PASSWORD, "facade0")}
    for file in (HERE / folder).iterdir():
        text = file.read_text(encoding="utf-8")
        squeezed = _squeezed(_words(text) if file.suffix == ".svg" else text)
        assert not any(secret in squeezed for secret in secrets), file.name


def _difference(path: str, content: str) -> str:
    """How the present state differs from the accepted one, in words; empty if it does not."""
    file = HERE / path
    accepted = file.read_text(encoding="utf-8") if file.is_file() else ""
    if content == accepted:
        return ""
    if file.suffix == ".txt":
        lines = difflib.unified_diff(
            accepted.splitlines(), content.splitlines(), f"accepted {path}", "now", lineterm=""
        )
        return "\n".join(lines)
    _write(DIFFERING / file.name, content)
    page = DIFFERING / f"{file.stem}.html"
    _write(page, f'<img width="49%" src="../{path}" alt="accepted"> <img width="49%" src="{file.name}" alt="now">\n')
    return f"{path} differs: {page} shows both"


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(content, encoding="utf-8", newline="\n")


def _words(svg: str) -> str:
    return html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", "", svg, flags=re.DOTALL))


def _squeezed(text: str) -> str:
    """Without white space: a key that is broken over two lines is still a key."""
    return re.sub(r"\s", "", text)
