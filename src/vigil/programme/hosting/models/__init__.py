"""Tables of slot applications and of items in the run of show."""
