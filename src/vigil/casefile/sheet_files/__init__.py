"""A team's own sheets: reading, understanding and writing them. No rows of the database here."""
