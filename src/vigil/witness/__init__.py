"""Stories of those killed, remembrance, and a safe way to add to them."""
