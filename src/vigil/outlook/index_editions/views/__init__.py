"""Import editions at the desk; show editions and countries to readers."""
