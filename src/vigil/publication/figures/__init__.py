"""Figures of a selection: what is counted, drawn, and set beside it as a table of links."""
