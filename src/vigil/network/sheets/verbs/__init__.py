"""Import sheets, and keep their broken rows for correction."""
