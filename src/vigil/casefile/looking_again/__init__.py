"""Remind people to look at a case again: proceedings are open, or somebody has no name yet."""
