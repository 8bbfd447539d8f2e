"""Sealed values, the keys that open them, and keyed digests."""
