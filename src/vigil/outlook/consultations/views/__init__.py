"""Screens for consultations, their statements and coding; the public pages."""
