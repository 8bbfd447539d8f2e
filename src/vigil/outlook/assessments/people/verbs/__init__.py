"""What is done with the people of an assessment."""
