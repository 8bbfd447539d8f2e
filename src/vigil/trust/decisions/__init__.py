"""The log of decisions, and what every verb needs to write to it."""
