"""The app in a console of Windows, driven from Linux through a pseudo-terminal."""
