"""The full-screen app. It uses the use cases and the domain, never httpx or keyring."""
