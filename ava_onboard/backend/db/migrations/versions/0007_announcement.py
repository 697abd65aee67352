"""Remember who was sent an announcement, and who wants none."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MAILS = "announcement_mails"
SUPPRESSIONS = "announcement_suppressions"


def upgrade() -> None:
    op.create_table(
        MAILS,
        sa.Column("campaign", sa.String(32), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("smtp_code", sa.Integer()),
        sa.Column("message_id", sa.String(255)),
        sa.Column("token", sa.LargeBinary()),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "user_id", name=f"pk_{MAILS}"),
    )
    op.create_index(f"ix_{MAILS}_token", MAILS, ["token"], unique=True)
    op.create_table(
        SUPPRESSIONS,
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("address", name=f"pk_{SUPPRESSIONS}"),
    )


def downgrade() -> None:
    op.drop_table(SUPPRESSIONS)
    op.drop_table(MAILS)
