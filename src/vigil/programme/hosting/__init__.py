"""What a host prepares for a session: the slot at a congress and the run of show."""
