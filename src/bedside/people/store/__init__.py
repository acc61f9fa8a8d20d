"""Every SQL statement of the people room."""
