"""Where secrets are kept: the operating system's keyring, or a protected file."""
