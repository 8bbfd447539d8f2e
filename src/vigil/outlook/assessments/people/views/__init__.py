"""Screens on the people of an assessment."""
