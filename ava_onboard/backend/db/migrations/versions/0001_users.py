"""Accounts with a plain-text Vapi key, as deployed backends have them.

An existing table is adopted if it has what the backend needs.
"""

import sqlalchemy as sa
from alembic import context, op

from ava_onboard.backend.db.migrations.legacy_users import adopt

revision = "0001"
down_revision = None


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("users"):
        adopt(op.get_bind(), context.config.attributes["report"])
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


def downgrade() -> None:
    op.drop_table("users")
