"""ava-onboard: from nothing to a configured Vapi key, in a terminal."""

__version__ = "0.2.0"
