"""Prepare, post, hold, cut and remove recordings."""
