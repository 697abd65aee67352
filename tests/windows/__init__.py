"""What holds on Windows: `make windows` runs it under wine, and a real Windows runs all but the console."""
