"""Which outlets are monitored for which countries, and how much of a time was covered."""
