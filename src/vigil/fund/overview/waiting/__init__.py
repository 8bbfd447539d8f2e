"""What waits for a person in the fund: one sentence, one link and an age for each thing."""
