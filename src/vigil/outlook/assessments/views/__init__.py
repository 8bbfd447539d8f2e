"""Screens of assessments at the desk of their director."""
