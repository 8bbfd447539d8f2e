"""Upload, map, import and export a sheet; resolve conflicts, verify, publish."""
