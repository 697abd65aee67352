"""The screens. They know the use cases and the domain, and neither httpx nor keyring."""
