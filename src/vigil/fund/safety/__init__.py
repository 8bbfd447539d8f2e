"""Safety plans, incidents, and prompts to officers when a case near a party is verified."""
