"""Screens of reviewing: a reviewer's day, assigning, agreement, the panel meeting."""
