"""Figures of a selection: charts, each with a table whose numbers link to their cases."""
