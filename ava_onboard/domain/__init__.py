"""What ava-onboard knows, without doing: pure values and rules, no I/O and no clock."""
