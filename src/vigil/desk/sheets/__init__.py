"""Screens on a team's own sheet: upload, map, import, check, export."""
