"""Profiles that ship with Vigil: their file format, and loading them once."""
