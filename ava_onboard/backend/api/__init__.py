"""The HTTP side: the application, its routes, and how errors are answered."""
