"""Who published a report, where people corrected what the machine read."""
