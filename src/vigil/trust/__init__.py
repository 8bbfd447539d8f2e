"""Who may do what, and the one record of what was decided."""
