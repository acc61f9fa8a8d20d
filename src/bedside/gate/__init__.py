"""The rules as data: whether this person may be contacted so, now (contact part)."""
