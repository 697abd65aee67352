"""No variable of a library makes the app record what is typed."""

from pathlib import Path

import pytest

from tests.terminal import walk
from tests.terminal.conftest import Start
from tests.terminal.screen import CTRL_Q
from tests.terminal.walk import KEY

pytestmark = pytest.mark.terminal


def test_a_typed_key_is_in_no_file_and_not_on_the_screen(
    start: Start, services: dict[str, str], tmp_path: Path
) -> None:
    at = start(
        **services,
        TEXTUAL="debug,devtools",
        TEXTUAL_LOG=str(tmp_path / "textual.log"),
        TEXTUAL_DEBUG="1",
        TEXTUAL_SCREENSHOT="1",
        TEXTUAL_SCREENSHOT_LOCATION=str(tmp_path),
        TEXTUAL_PRESS="f2",
        SSLKEYLOGFILE=str(tmp_path / "tls.log"),
        PYTHONASYNCIODEBUG="1",
        PYTHONINSPECT="1",
    )
    walk.to_an_accepted_key(at)
    at.press(CTRL_Q)
    assert at.end() == 0
    assert not at.has_shown(KEY)
    written = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert [file for file, content in written.items() if KEY.encode() in content] == []
    assert {file.name for file in written} & {"textual.log", "tls.log"} == set()
