"""Verbs on sessions, and the lockdown."""
