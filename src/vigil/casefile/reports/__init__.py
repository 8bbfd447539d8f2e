"""Outlets, reports, accounts and claims: how they are admitted and stored."""
