"""Withdraw a name or thing from every room, and lift a withdrawal."""
