"""Transports: one contract, one file each."""
