"""What changes the organisation: what it states, its mail server, the list of what is left."""
