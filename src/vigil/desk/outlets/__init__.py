"""Who published a report: what the machine read, and what people corrected."""
