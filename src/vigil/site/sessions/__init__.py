"""Sessions in the browser and the database, and their pages."""
