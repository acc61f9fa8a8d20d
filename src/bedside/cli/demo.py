"""`bedside demo`: the fictional hospital, furnished and served, with simulated visitors if wanted."""
