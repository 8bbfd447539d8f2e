"""Open, agree, amend, accompany and close a grant."""
