"""The log of decisions, in words."""
