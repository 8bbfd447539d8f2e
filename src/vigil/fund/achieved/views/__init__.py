"""Screens of what grants achieved."""
