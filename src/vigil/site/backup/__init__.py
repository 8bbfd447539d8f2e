"""Backups: made while the site runs, restored onto an empty place, verified."""
