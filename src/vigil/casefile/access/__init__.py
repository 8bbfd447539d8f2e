"""Who may do what with the case file, and how far a role's countries and languages reach."""
