"""Let agents follow a customer's screen: who is an agent, the open sessions, and codes that were wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

SESSIONS = "onboarding_sessions"
WRONG_CODES = "onboarding_wrong_codes"


def upgrade() -> None:
    op.add_column("users", sa.Column("is_agent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        SESSIONS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary()),
        sa.Column("claimed_by", sa.Uuid()),
        sa.Column("phase", sa.String(8), nullable=False),
        sa.Column("state", sa.String(6)),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.Float(precision=53), nullable=False),
        sa.Column("expires_at", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{SESSIONS}"),
    )
    op.create_index(f"ix_{SESSIONS}_user_id", SESSIONS, ["user_id"])
    op.create_index(f"ix_{SESSIONS}_code_digest", SESSIONS, ["code_digest"], unique=True)
    op.create_index(f"ix_{SESSIONS}_expires_at", SESSIONS, ["expires_at"])
    op.create_table(
        WRONG_CODES,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.Uuid(), nullable=False),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{WRONG_CODES}"),
    )
    op.create_index(f"ix_{WRONG_CODES}_agent", WRONG_CODES, ["agent"])
    op.create_index(f"ix_{WRONG_CODES}_at", WRONG_CODES, ["at"])


def downgrade() -> None:
    op.drop_table(WRONG_CODES)
    op.drop_table(SESSIONS)
    op.drop_column("users", "is_agent")
