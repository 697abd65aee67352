"""Vapi and Ava over HTTP."""
