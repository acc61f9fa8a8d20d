"""Every SQL statement of the hospital room, by topic."""
