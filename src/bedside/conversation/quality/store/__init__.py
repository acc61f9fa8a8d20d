"""Every SQL statement of quality, by what it is about."""
