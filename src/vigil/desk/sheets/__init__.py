"""Screens for a team's own sheet: upload, map, import, check, export."""
