"""Requests for help at once, which two people decide within 48 hours."""
