"""Run by Alembic: apply the revisions over the connection that `ava_onboard.backend.db.schema` hands in."""

from alembic import context

from ava_onboard.backend.db.models import Base
from ava_onboard.backend.db.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    # Works on SQLite too, because `schema._begin_for_real` controls the transaction.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
