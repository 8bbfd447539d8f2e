"""Admit what the machine read, a pasted page, or the report of a testimony."""
