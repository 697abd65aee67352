"""Users of a deployed table who cannot sign in once it is taken over."""

from collections.abc import Iterator
from uuid import UUID

import bcrypt
import pytest

from ava_onboard.backend.db.schema import migrate
from tests.backend.db.places import Databases
from tests.backend.db.test_legacy_users import FIRST, SECOND, add, make_table


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    with databases.new() as fresh:
        yield fresh


HASHED = bcrypt.hashpw(b"correct horse", bcrypt.gensalt(4)).decode()
ARGON2 = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0c2E$" + "A" * 43


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"password_hash": HASHED, "phone": None}, "there is an e-mail address or a phone number"),
        ({"password_hash": HASHED, "phone": " - "}, "there is an e-mail address or a phone number"),
        ({"password_hash": HASHED, "phone": None, "email": "MARKED"}, "what is in the column email is no address"),
        ({"password_hash": None}, "there is none"),
        ({"password_hash": ""}, "there is none"),
        ({"password_hash": "MARKED"}, "is none of argon2 or bcrypt"),
        ({"password_hash": f"pbkdf2:{HASHED}"}, "is none of argon2 or bcrypt"),
        ({"password_hash": HASHED[:-1]}, "is cut or damaged"),
        ({"password_hash": f"{HASHED}\n"}, "is cut or damaged"),
        ({"password_hash": HASHED.replace("$04$", "$99$")}, "is cut or damaged"),
        ({"password_hash": "$argon2id$v=19$m=65536,t=3,p=4$"}, "is cut or damaged"),
        ({"password_hash": ARGON2.replace("t=3", "t=")}, "is cut or damaged"),
    ],
)
def test_each_reason_why_an_account_cannot_sign_in_is_reported(
    url: str, columns: dict[str, str | None], reason: str
) -> None:
    said: list[str] = []
    make_table(url)
    add(url, FIRST, password_hash=HASHED, email="a@example.com")
    add(url, SECOND, **{"phone": "+33600000001", **columns})
    add(url, UUID(int=3), password_hash=ARGON2, phone="+33600000003")

    migrate(url, say=said.append)

    [sentence] = said
    assert sentence.startswith("1 user cannot sign in until")
    assert reason in sentence
    assert sentence.endswith(f": {SECOND}.")
    assert "MARKED" not in sentence
