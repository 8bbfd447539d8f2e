"""Import, compare, verify and export a team's own sheet."""
