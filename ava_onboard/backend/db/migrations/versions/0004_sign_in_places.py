"""Count attempts by the site of an IPv6 address too, and remember from where an account has signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ATTEMPTS = "ava_settings_login_attempts"
PLACES = "ava_settings_known_places"


def upgrade() -> None:
    op.add_column(ATTEMPTS, sa.Column("site", sa.LargeBinary()))
    op.create_index(f"ix_{ATTEMPTS}_site", ATTEMPTS, ["site"])
    op.create_table(
        PLACES,
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("account", "address", name=f"pk_{PLACES}"),
    )
    op.create_index(f"ix_{PLACES}_at", PLACES, ["at"])


def downgrade() -> None:
    op.drop_table(PLACES)
    op.drop_index(f"ix_{ATTEMPTS}_site", ATTEMPTS)
    op.drop_column(ATTEMPTS, "site")
