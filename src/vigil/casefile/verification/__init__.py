"""Verify cases of the open case file: two people confirm each value from its sources."""
