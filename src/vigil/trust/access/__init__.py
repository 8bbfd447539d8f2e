"""Who may do what, by role, and the errors with which a verb refuses."""
