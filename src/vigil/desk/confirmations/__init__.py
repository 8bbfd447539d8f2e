"""Acts that wait for a second person: list, confirm, refuse."""
