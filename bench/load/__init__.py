"""The load generator: its own process, the same for Bedside and for its peers."""
