"""Screens of the chair for panels and rounds."""
