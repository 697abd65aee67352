"""The calls of the API, one file for each path."""
