"""Verify the shipped cases: a list with progress, and one case a screen."""
