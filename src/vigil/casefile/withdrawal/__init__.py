"""Withdrawn names: find them everywhere, withhold them, lift them; the keeper."""
