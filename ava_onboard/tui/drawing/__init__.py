"""What a screen's body is drawn with: one canvas of cells, and the blocks that draw on it."""
