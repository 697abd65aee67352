"""What makes the files that are handed out: wheel, folder without Python, Debian package, and what goes with them."""
