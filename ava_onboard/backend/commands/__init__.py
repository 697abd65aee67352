"""The commands of `python -m ava_onboard.backend`, for whoever operates the backend. They speak English only.

Each module has `add_to`, which describes the command, and `run`, which carries it out and returns the exit code.
"""


class UsageError(Exception):
    """The command was called wrongly. The message is for the operator and holds no secret."""


def is_unicode(text: str) -> bool:
    """Whether all of it was: Python keeps bytes of an argument that are not UTF-8 as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
