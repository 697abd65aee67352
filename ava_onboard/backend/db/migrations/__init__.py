"""The revisions of the schema, and what they do with existing rows."""
