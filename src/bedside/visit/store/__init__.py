"""Every SQL statement of the visit room."""
