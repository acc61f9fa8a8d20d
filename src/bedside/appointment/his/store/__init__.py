"""Every SQL statement about the hospital's own system."""
