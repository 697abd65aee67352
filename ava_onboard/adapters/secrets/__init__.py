"""The secret stores, one module for each kind."""
