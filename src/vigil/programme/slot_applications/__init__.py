"""Apply to the host of a congress for the slot of a session."""
