"""Files that people attached: kept, given out, and removed for good."""
