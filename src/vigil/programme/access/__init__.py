"""Who may do what with the programme, and what a person finds on signing in."""
