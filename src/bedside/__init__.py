"""Bedside: the open hospital system for one-to-one relations."""
