"""Accounts of colleagues, their roles, sign-in links and resets."""
