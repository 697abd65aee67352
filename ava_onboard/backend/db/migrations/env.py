"""Run by Alembic: applies the revisions over the connection that `ava_onboard.backend.db.database` hands in."""

from alembic import context

from ava_onboard.backend.db.models import Base
from ava_onboard.backend.db.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    # SQLite can do it as well, once the driver leaves transactions alone (see `schema._begin_for_real`).
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
