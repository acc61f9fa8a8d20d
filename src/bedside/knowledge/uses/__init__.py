"""What becomes of an entry that went into an answer."""
