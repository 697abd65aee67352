"""Which of these tests can run: those in Windows itself, or those that look at its console from Linux."""

import os
import sys

collect_ignore: list[str] = []
collect_ignore_glob = [] if sys.platform == "win32" else ["test_*.py"]
if sys.platform == "win32" or not os.environ.get("AVA_ONBOARD_WINDOWS"):  # the folder that `make windows` has built
    collect_ignore += ["console"]
