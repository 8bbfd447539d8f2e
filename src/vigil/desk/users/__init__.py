"""Accounts of colleagues: roles, limits, closing, resetting sign-in."""
