"""Screens where people triage, code, adjudicate, merge and verify."""
