"""Read a line at a terminal of Windows without showing it; see ``hidden_line``."""

import sys
from typing import TextIO

if sys.platform == "win32":
    import msvcrt
    from getpass import getpass

    def read(question: str, stream: TextIO | None = None) -> str:
        """Ask a question and return what is typed, with all lines of a paste.

        Args:
            question: What is asked.
            stream: Where to print the question if there is no console.

        Raises:
            EOFError: there is no more input.
        """
        text = getpass(question, stream) + "\n"
        while msvcrt.kbhit():
            text += msvcrt.getwch().replace("\r", "\n")
        return text.rstrip("\n")
