"""Releases: frozen, numbered datasets of the public cases; their lines, files and changelog."""
