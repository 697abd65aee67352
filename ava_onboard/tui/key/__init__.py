"""The key in the app: field, form, phases and what the form says."""
