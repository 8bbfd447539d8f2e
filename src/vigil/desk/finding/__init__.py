"""One box that finds reports, notes and cases by their words."""
