"""Registrations without an account: places, waiting list, host codes, letters."""
