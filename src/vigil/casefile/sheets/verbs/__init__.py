"""Import a sheet, write its cases, resolve conflicts, verify, publish, export."""
