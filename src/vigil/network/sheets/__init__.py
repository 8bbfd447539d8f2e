"""Sheets of members: read, planned, imported or dropped."""
