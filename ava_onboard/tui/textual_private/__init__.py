"""Everything that relies on private parts of Textual, each with its reason.

Private names can change in any release, so pyproject.toml pins Textual exactly. After an upgrade, review this folder:
no other file uses a private name of Textual, which tests/test_architecture.py enforces.
"""
