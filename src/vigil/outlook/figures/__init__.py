"""Figures of the outlook: drawn on the server, each with its words, its table and its data."""
