"""Every SQL statement about seats."""
