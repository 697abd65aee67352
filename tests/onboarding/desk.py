"""A computer with a keyring that can fail and, if the person chooses it, a protected file."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.secret import Passphrase, Password
from ava_onboard.domain.store_kind import FILE
from ava_onboard.domain.verdict import Accepted, Region
from ava_onboard.onboarding import Onboarding, StageFailed
from ava_onboard.onboarding.ports import Account, SecretName
from ava_onboard.sandbox import samples
from tests.adapters.secrets.protected_files import CHEAP, PASSPHRASE

from .conftest import KEY, Computer
from .fakes import FailingStore

ACCEPTED = Accepted(Region.US)


@dataclass
class Desk:
    """The computer, its keyring, and the path of the protected file."""

    computer: Computer
    keyring: FailingStore
    path: Path

    def run(self, passphrase: Passphrase | None = None) -> Onboarding:
        """Start the program again."""
        self.computer.store = self.keyring
        return self.computer.run(stores={FILE: ProtectedFile(self.path, passphrase=passphrase, cost=CHEAP)})

    async def in_file(self, entry: SecretName) -> object:
        """Read a secret from the file with the right passphrase."""
        return await ProtectedFile(self.path, passphrase=PASSPHRASE).get(entry)

    async def save(self, run: Onboarding) -> Failure | None:
        """Save the key; return what stopped it."""
        events = [event async for event in run.save(KEY, ACCEPTED)]
        return events[-1].failure if isinstance(events[-1], StageFailed) else None


@pytest.fixture
def desk(computer: Computer, tmp_path: Path) -> Desk:
    return Desk(computer, FailingStore(problems.NO_KEYRING), tmp_path / "default.vault")


async def sign_in(run: Onboarding) -> None:
    assert isinstance(await run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD)), Account)
