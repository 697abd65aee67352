"""The progress files, and replacing files atomically."""
