"""Let sign-ins be revoked: a version for each account's tokens, and the renewals of each session.

The index lets readiness see rows under an unknown master key at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

SESSIONS = "ava_settings_sessions"
MASTER_INDEX = "ix_users_vapi_key_master"


def upgrade() -> None:
    op.add_column("users", sa.Column("token_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("users", sa.Column("disabled_at", sa.DateTime(timezone=True)))
    op.create_index(MASTER_INDEX, "users", ["vapi_key_master"])
    op.create_table(
        SESSIONS,
        sa.Column("family", sa.String(32), nullable=False),
        sa.Column("latest", sa.String(32), nullable=False),
        sa.Column("previous", sa.String(32), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("family", name=f"pk_{SESSIONS}"),
    )
    op.create_index(f"ix_{SESSIONS}_until", SESSIONS, ["until"])


def downgrade() -> None:
    op.drop_table(SESSIONS)
    op.drop_index(MASTER_INDEX, "users")
    op.drop_column("users", "disabled_at")
    op.drop_column("users", "token_version")
