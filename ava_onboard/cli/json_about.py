"""Types of the JSON output of ``--help``, ``--version`` and ``sandbox``; see ``json_types``."""

from typing import Literal

from typing_extensions import TypedDict


class Help(TypedDict):
    """``--help``."""

    schema: Literal[1]
    help: str
    """What would be printed without ``--json``, in the current language."""


class Version(TypedDict):
    """``--version``."""

    schema: Literal[1]
    version: str
    """The version of this program."""


class Account(TypedDict):
    """What to sign in with."""

    identifier: str
    password: str


class Sandbox(TypedDict):
    """``sandbox``."""

    schema: Literal[1]
    ava_url: str
    """The address for `AVA_API_URL`."""
    vapi_url: str
    """The address for `VAPI_API_URL`."""
    vapi_eu_url: str
    """The address for `VAPI_EU_API_URL`."""
    account: Account
    """The account to sign in with."""
    token: str
    """An access token of that account."""
    keys: dict[str, str]
    """Sample keys, by how Vapi behaves with them."""
