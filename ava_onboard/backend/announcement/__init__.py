"""The announcement to users without a key: who gets it, what it says, and sending it once."""
