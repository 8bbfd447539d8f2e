"""Admit reports: what the machine read, a pasted page, a testimony."""
