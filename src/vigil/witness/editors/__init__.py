"""Wagtail for editors at /cms/: which of its addresses answer, and to whom."""
