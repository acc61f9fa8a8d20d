"""Seats that the hospital's own system (HIS) gives out: one contract, a client, and what keeps both sides equal."""
