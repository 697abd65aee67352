"""The HTTP client: requests, retries, TLS, and what a network error means."""
