"""Apply for a slot; build and check the run of show."""
