"""The optional language model at the desk: off until a hospital sets it up (docs/assistant.md)."""
