"""The client is measured in a pseudo-terminal, which Windows has not."""

import sys

if sys.platform == "win32":
    collect_ignore = ["test_client.py"]
