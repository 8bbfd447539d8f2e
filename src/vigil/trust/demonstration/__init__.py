"""Demonstrations: installations in which everything is invented, and which stay so for good."""
