"""Protected files with a cheap key derivation: the default one takes a third of a second."""

from collections.abc import Awaitable
from pathlib import Path

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Passphrase, Token
from tests.adapters.leaks import assert_no_mark

CHEAP = 2**10
PASSPHRASE = Passphrase("correct horse battery")
KEY = ApiKey("8f14e45f-fade-4dad-8bad-facade000001")
ACCESS = Token("access-token-of-somebody")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file would be: not even its folder is there."""
    return tmp_path / "state" / "default.vault"


async def opened(path: Path, profile: str = "default") -> ProtectedFile:
    """Return the open file at ``path``; create it if it is missing."""
    store = ProtectedFile(path, profile, cost=CHEAP)
    await store.choose(PASSPHRASE)
    return store


async def code_of(call: Awaitable[object]) -> str:
    """Return the code of the problem that a call raises; fail if the exception reveals a secret."""
    with pytest.raises(ProblemError) as caught:
        await call
    assert_no_mark(caught.value)
    assert PASSPHRASE.reveal() not in repr(caught.value.failure)
    return caught.value.failure.code
