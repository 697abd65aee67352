"""Every sentence that a screen, a command or line mode shows."""
