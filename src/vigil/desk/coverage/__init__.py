"""Screens on which outlets are monitored for which countries."""
