"""Accounts, as deployed backends have them: each tenant's Vapi key in plain text.

A table that is there already is taken over as it is, if it has what the backend needs.
"""

import sqlalchemy as sa
from alembic import op

from ava_onboard.backend.plain_keys import MigrationRefusedError

revision = "0001"
down_revision = None

NEEDED = {"id", "email", "phone", "name", "locale", "password_hash", "created_at", "vapi_api_key"}


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    if inspector.has_table("users"):
        _take_over({column["name"]: column["type"] for column in inspector.get_columns("users")})
        return
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(320)),
        sa.Column("phone", sa.String(32)),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vapi_api_key", sa.String(255)),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
        sa.UniqueConstraint("phone", name="uq_users_phone"),
    )


def _take_over(columns: dict[str, object]) -> None:
    missing = sorted(NEEDED - columns.keys())
    if missing:
        raise MigrationRefusedError(f"the table users has no column {', '.join(missing)}")
    # SQLite has no type of its own for them: SQLAlchemy keeps their 32 digits.
    if not isinstance(columns["id"], sa.Uuid | sa.CHAR):
        raise MigrationRefusedError("the column users.id does not hold UUIDs")


def downgrade() -> None:
    op.drop_table("users")
