"""Encrypt each tenant's Vapi key. The plain text is dropped once every row has been read back."""

import sqlalchemy as sa
from alembic import context, op

from ava_onboard.backend.db.migrations.plaintext_keys import decrypt, encrypt

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("users", sa.Column("vapi_key_ciphertext", sa.LargeBinary()))
    op.add_column("users", sa.Column("vapi_key_master", sa.String(32)))
    op.add_column("users", sa.Column("vapi_key_preview", sa.String(16)))
    attributes = context.config.attributes
    encrypt(op.get_bind(), attributes["ring"], attributes["report"])
    op.drop_column("users", "vapi_api_key")


def downgrade() -> None:
    op.add_column("users", sa.Column("vapi_api_key", sa.String(255)))
    decrypt(op.get_bind(), context.config.attributes["ring"])
    op.drop_column("users", "vapi_key_preview")
    op.drop_column("users", "vapi_key_master")
    op.drop_column("users", "vapi_key_ciphertext")
