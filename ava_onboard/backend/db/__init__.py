"""The database: connections, tables, migrations, and the accounts and keys in it."""
