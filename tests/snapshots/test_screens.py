"""What every state looks like, compared with what was accepted. ``make snapshots`` accepts the current state.

Each state has a text file with the screen in every size and language. Most have a picture too, for the eye.
"""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App

from ava_onboard.sandbox import samples
from tests.snapshots.seen import LOOKS, see, seen
from tests.snapshots.states import MORE, PICTURES, STATES, TEXT_ONLY, Picture
from tests.snapshots.texts import accept, expect, looks_in

HERE = Path(__file__).parent
TEXTS = HERE / "screens"
IMAGES = HERE / "__snapshots__" / Path(__file__).stem


@pytest.mark.parametrize("picture", PICTURES, ids=str)
async def test_a_picture_looks_as_accepted(
    picture: Picture, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = (await seen(picture.state)).pictures[picture]
    monkeypatch.setattr("textual._doc.take_svg_screenshot", lambda **_options: image)
    assert snap_compare(App())


@pytest.mark.parametrize("name", STATES)
async def test_a_screen_says_what_was_accepted_and_cuts_nothing_off(name: str, accepts: bool) -> None:
    found = await (see(name, LOOKS) if accepts else seen(name))
    if accepts:
        accept(TEXTS / f"{name}.txt", found.texts)
    assert found.missing == []
    expect(TEXTS / f"{name}.txt", found.texts)


@pytest.mark.slow
@pytest.mark.parametrize("name", STATES)
async def test_a_screen_says_it_in_each_language_in_every_size(name: str, accepts: bool) -> None:
    if accepts:
        return  # the test above has accepted it
    found = await see(name, LOOKS)
    assert found.missing == []
    expect(TEXTS / f"{name}.txt", found.texts)


def test_every_accepted_file_belongs_to_a_state(accepts: bool) -> None:
    orphans = {file for file in TEXTS.iterdir() if file.stem not in STATES}
    if accepts:
        for orphan in orphans:
            orphan.unlink()
        return
    wanted = {f"{test_a_picture_looks_as_accepted.__name__}[{picture}].svg" for picture in PICTURES}
    assert orphans == set()
    assert {file.name for file in IMAGES.iterdir()} == wanted
    assert all(looks_in(file) == [str(look) for look in LOOKS] for file in TEXTS.iterdir())


def test_the_lists_of_pictures_name_states() -> None:
    assert TEXT_ONLY.union(*MORE.values()) <= set(STATES)


@pytest.mark.parametrize("folder", [TEXTS, IMAGES], ids=lambda folder: folder.name)
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
