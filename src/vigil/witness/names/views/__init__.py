"""Public pages and downloads of names, and the desk screens."""
