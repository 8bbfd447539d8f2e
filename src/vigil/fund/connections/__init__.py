"""Connections between initiatives, for staff."""
