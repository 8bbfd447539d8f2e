"""The limited process in which files are rebuilt, and what starts it."""
