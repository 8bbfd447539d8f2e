"""The form to report an error or ask for removal."""
