"""The support desk without a screen: JSON and line mode."""
