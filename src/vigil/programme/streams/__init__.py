"""Live streams: their sealed address, who is admitted and when, and the player."""
