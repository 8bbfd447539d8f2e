"""Outlook: what experts judge of illicit markets, how sure they are, and the report of it."""
