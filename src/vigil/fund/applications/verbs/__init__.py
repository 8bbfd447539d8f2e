"""Begin, send and take back an application, determine on it, store its files."""
