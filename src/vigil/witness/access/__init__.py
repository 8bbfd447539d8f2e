"""What users find when they sign in. Who may do what is in `rules.py` of each subject."""
