"""Remember since when a tenant has the current key, and what Vapi last said about it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("users", sa.Column("vapi_key_saved_at", sa.Float(precision=53)))
    op.add_column("users", sa.Column("vapi_verdict", sa.String(8)))
    op.add_column("users", sa.Column("vapi_verdict_at", sa.Float(precision=53)))


def downgrade() -> None:
    op.drop_column("users", "vapi_verdict_at")
    op.drop_column("users", "vapi_verdict")
    op.drop_column("users", "vapi_key_saved_at")
