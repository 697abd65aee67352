"""ava-onboard: from nothing to a configured Vapi key, in a terminal."""

__version__ = "0.2.0"
USER_AGENT = f"ava-onboard/{__version__}"
"""How every request names this program. Vapi's CDN blocks the default names of HTTP libraries with a 403."""
