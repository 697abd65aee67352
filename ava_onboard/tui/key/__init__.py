"""The way of a key through the app: field, form and phases."""
