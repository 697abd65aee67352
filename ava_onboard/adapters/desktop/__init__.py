"""The browser, the clipboard and other programs of this computer."""
