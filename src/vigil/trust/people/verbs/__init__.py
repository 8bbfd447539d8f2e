"""Open and close accounts, grant roles, reset access."""
