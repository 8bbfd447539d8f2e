"""The files of a selection, and the page about the data."""
