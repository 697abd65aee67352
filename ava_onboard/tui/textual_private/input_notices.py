"""What the terminal's input tells the app besides keys, mouse and pastes. Imports no private part of Textual."""

from dataclasses import dataclass
from enum import Enum

from textual.message import Message

BURST = "burst"
"""The ``key`` of an ``events.Key`` whose ``character`` is a whole text that arrived at once.

No binding has this name, so the text goes to the field with the focus, and its letters are not shortcuts.
"""


class Trouble(Enum):
    """What was wrong with the input."""

    UNREADABLE = "bytes that are not UTF-8; a replacement character stands for them"
    UNFINISHED_PASTE = "a paste whose end did not arrive"
    LONG_PASTE = "a paste that was cut"


@dataclass
class InputNotice(Message):
    """Something was wrong with what was typed or pasted, and the person should know."""

    trouble: Trouble
