"""Assign, draft, hand in, decline and discuss reviews."""
