import pytest

from ava_onboard.backend.db.users import AccountExistsError, create_user
from ava_onboard.backend.security.passwords import Passwords
from tests.backend.conftest import Backend


@pytest.mark.parametrize(("email", "phone"), [("ALICE@example.com", None), (None, "+33 612345678")])
async def test_two_accounts_never_share_an_identifier(backend: Backend, email: str | None, phone: str | None) -> None:
    with pytest.raises(AccountExistsError):
        await create_user(
            backend.engine, Passwords(rounds=1, memory=8), email=email, phone=phone, name="Eve", password="secret"
        )
