"""Import sheets, and keep their broken rows to be mended."""
