"""Verbs of the outlook."""
