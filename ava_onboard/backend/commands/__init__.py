"""The commands of `python -m ava_onboard.backend`, for whoever operates the backend. They speak English only.

Each module has `add_to`, which describes the command, and `run`, which carries it out and returns the exit code.
"""


class UsageError(Exception):
    """The command was called wrongly. The message is for the operator and holds no secret."""
