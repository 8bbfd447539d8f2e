"""Who may do what with the case file (`rules`), and for which countries and languages (`reach`)."""
