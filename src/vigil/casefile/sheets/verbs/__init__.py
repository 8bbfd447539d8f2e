"""Import a sheet, write its cases, resolve conflicts, verify and publish them, export."""
