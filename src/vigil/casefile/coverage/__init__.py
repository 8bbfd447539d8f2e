"""Which outlets are monitored for which countries, and what that says of a time."""
