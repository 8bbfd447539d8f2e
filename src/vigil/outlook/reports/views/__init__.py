"""Screens for writing reports, and the public pages of reports."""
