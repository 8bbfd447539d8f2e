"""Candidates and cases that wait: filters, rows, reads, bulk rejection."""
