"""The demo hospital: a fictional website, its furniture, and simulated visitors."""
