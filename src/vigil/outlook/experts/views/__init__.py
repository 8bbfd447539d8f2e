"""Seats at the desk of the chair, and the panels of an expert."""
