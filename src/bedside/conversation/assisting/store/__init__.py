"""SQL of the assistant."""
