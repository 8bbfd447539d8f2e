"""Start, save, send and withdraw an application, store its files, and decide on it."""
