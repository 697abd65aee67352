"""The guide's validation checklist, run against a backend over HTTP."""
