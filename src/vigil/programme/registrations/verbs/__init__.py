"""Register people, decide on them, notify them and delete their data."""
