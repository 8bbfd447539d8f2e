"""The log of decisions: its screen, and the labels of verbs and values."""
