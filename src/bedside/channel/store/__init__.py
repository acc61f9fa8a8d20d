"""Every SQL statement of the channel room."""
