"""Admit, leave out and exclude names; follow the case file."""
