"""Show the chair the seats of a panel, and experts their panels."""
