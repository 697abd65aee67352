"""What doctor looks at: the network below HTTP, and this computer."""
