"""Recordings: files, captions, transcripts, and who may see them."""
