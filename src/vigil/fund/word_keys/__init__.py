"""Keys of words or digits, which people remember, to their own page."""
