"""The database's revisions, and what they do with rows that are there already."""
