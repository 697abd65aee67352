"""Encrypt plain-text keys, and decrypt them again for a downgrade.

Every statement runs in the transaction of the migration, so a failure changes nothing.
"""

import base64
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnClause, Connection, Row

from ava_onboard.backend.db.errors import MigrationRefusedError
from ava_onboard.backend.db.migrations.reports import Report, counted, listed
from ava_onboard.backend.security.key_ring import KeyRing, SealedKey, UnreadableKeyError
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.hints import Look, Severity, hints_of

BATCH = 1_000
"""Rows in memory at a time."""
UNUSABLE = sa.Table(
    "ava_settings_unusable_keys",
    sa.MetaData(),
    sa.Column("user_id", sa.Uuid(), nullable=False),
    sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
    sa.Column("master_key", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("user_id", name="pk_ava_settings_unusable_keys"),
)
"""Values that were not keys: in base64, sealed as a key of their user. The table is there only if there were any."""
_REMAINS = {
    "postgresql": "Run VACUUM FULL users afterwards: the table's file holds their plain text until then. "
    "Old backups do too.",
    "sqlite": "Old backups still hold their plain text.",
}
_QUOTES = "\"'`"
_NOTHING = ("null", "undefined", "none", "nan", "${", "$(", "%(", "<%", "#{")
"""What programs write for a value that is not there, or leave of a template."""

# The table as these revisions know it, whatever happens to the models.
_id = sa.column("id", sa.Uuid())
_plain = sa.column("vapi_api_key", sa.String())
_ciphertext = sa.column("vapi_key_ciphertext", sa.LargeBinary())
_master = sa.column("vapi_key_master", sa.String())
_preview = sa.column("vapi_key_preview", sa.String())
_users = sa.table("users", _id, _plain, _ciphertext, _master, _preview)


def encrypt(connection: Connection, ring: KeyRing | None, report: Report) -> None:
    """Encrypt every plain-text key, read each one back, and only then empty the plain column.

    White space around a key is dropped: no HTTP header could have carried it. Values that cannot be keys,
    because the API would refuse them or they are something else, are encrypted too, and set aside in a table of their
    own. Their users have no key then.

    Args:
        connection: To the database, in the transaction of the migration.
        ring: Encrypts.
        report: Tells the operator about it.

    Raises:
        MigrationRefusedError: There are keys but no ring.
    """
    unusable = _set_aside(connection, ring)
    count = 0
    for rows in _batches(connection, _plain):
        changes = [_sealed(_required(ring), row, key) for row in rows if (key := _key_in(row))]
        _write(connection, changes)
        count += len(changes)
    if count:
        report.say(f"{counted(count, 'key')} {report.did(count)} encrypted. {_REMAINS[connection.dialect.name]}")
    if unusable:
        number = len(unusable)
        report.say(
            f"{counted(number, 'value')} that cannot be {'a key' if number == 1 else 'keys'} {report.did(number)} kept "
            f"aside, encrypted, in the table {UNUSABLE.name}, so that their users have none: {listed(unusable)}."
        )
    for rows in _batches(connection, _plain):
        for row in rows:
            if (key := _key_in(row)) and _opened(_required(ring), row) != key:
                raise MigrationRefusedError(f"the key of user {row.id} changed when it was encrypted and read back")
    connection.execute(sa.update(_users).where(_plain.is_not(None)).values(vapi_api_key=None))


def decrypt(connection: Connection, ring: KeyRing | None) -> None:
    """Write every key back into the plain column.

    Raises:
        MigrationRefusedError: There are keys but no ring, or a key does not decrypt.
    """
    for rows in _batches(connection, _ciphertext):
        _write(connection, [{"user": row.id, "vapi_api_key": _opened(_required(ring), row).reveal()} for row in rows])


def _batches(connection: Connection, filled: ColumnClause[Any]) -> Iterator[Sequence[Row[Any]]]:
    """Yield the rows in which the column is filled, by id."""
    query = sa.select(_users).where(filled.is_not(None)).order_by(_id).limit(BATCH)
    rows = connection.execute(query).all()
    while rows:
        yield rows
        rows = connection.execute(query.where(_id > rows[-1].id)).all()


def _write(connection: Connection, changes: list[dict[str, object]]) -> None:
    if changes:
        columns: dict[str, object] = {name: sa.bindparam(name) for name in changes[0] if name != "user"}
        connection.execute(sa.update(_users).where(_id == sa.bindparam("user")).values(columns), changes)


def _required(ring: KeyRing | None) -> KeyRing:
    if ring is None:
        raise MigrationRefusedError("the table holds keys, so this migration needs the master keys")
    return ring


def _key_in(row: Row[Any]) -> ApiKey | None:
    text = row.vapi_api_key.strip()
    return ApiKey(text) if text else None


def _set_aside(connection: Connection, ring: KeyRing | None) -> list[UUID]:
    """Move the values that cannot be keys into a table of their own, encrypted; return their users."""
    rows = [row for rows in _batches(connection, _plain) for row in rows if not _is_usable(row)]
    if not rows:
        return []
    UNUSABLE.create(connection, checkfirst=True)
    for row in rows:
        text = base64.b64encode(row.vapi_api_key.encode(errors="surrogatepass")).decode()
        sealed = _required(ring).seal(ApiKey(text), row.id)
        values = {"user_id": row.id, "ciphertext": sealed.ciphertext, "master_key": sealed.master_key}
        connection.execute(sa.insert(UNUSABLE).values(values))
        connection.execute(sa.update(_users).where(_id == row.id).values(vapi_api_key=None))
    return [row.id for row in rows]


def _is_usable(row: Row[Any]) -> bool:
    text = row.vapi_api_key.strip()
    if not text:
        return True
    if text[0] in _QUOTES or text[-1] in _QUOTES or text.lower().startswith(_NOTHING):
        return False
    try:
        _key_in(row)
    except ValueError:
        return False
    return not any(hint.severity is Severity.BLOCKING or hint.look is Look.PLACEHOLDER for hint in hints_of(text))


def _sealed(ring: KeyRing, row: Row[Any], key: ApiKey) -> dict[str, object]:
    sealed = ring.seal(key, row.id)
    return {
        "user": row.id,
        "vapi_key_ciphertext": sealed.ciphertext,
        "vapi_key_master": sealed.master_key,
        "vapi_key_preview": key.preview,
    }


def _opened(ring: KeyRing, row: Row[Any]) -> ApiKey:
    try:
        return ring.open(SealedKey(row.vapi_key_ciphertext, row.vapi_key_master), row.id)
    except UnreadableKeyError as error:
        raise MigrationRefusedError(f"the key of user {row.id} cannot be read: {error}") from None
