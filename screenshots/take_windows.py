"""Takes the picture of the app in a console of Windows, which `make windows` must have built before."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
os.environ.setdefault("AVA_ONBOARD_WINDOWS", str(HERE.parent / "build" / "windows"))
sys.path[:0] = [str(HERE), str(HERE.parent)]

from picture import png

from tests.windows.console import bridge
from tests.windows.console.conftest import FOLDER, Console, environment
from tests.windows.console.test_journeys import to_configured_in_french

COMMAND = [sys.executable, bridge.__file__, FOLDER, "-m", "ava_onboard", "demo", "--lang", "fr"]

with Console(COMMAND, environment=environment("C:\\users\\picture"), size=(100, 30)) as at:
    to_configured_in_french(at)
    at.watch(1.2)
    at.still()
    (HERE / "windows-fr.png").write_bytes(png(at.screen))
