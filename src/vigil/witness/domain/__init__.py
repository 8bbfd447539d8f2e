"""Verbs: each checks permission and state, writes, and records its decision in one transaction."""
