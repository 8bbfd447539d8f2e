"""Accounts to proposed cases: which accounts tell of the same attack. Pure."""
