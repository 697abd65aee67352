"""The progress file, and files that are replaced atomically."""
