"""Seal, open and shred values; make, change and destroy keys."""
