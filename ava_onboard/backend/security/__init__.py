"""Passwords, tokens, sign-in limits, and the master keys that encrypt tenants' keys."""
