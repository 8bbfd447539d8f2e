"""Serve recordings, captions and slides, and the desk screens of recordings."""
