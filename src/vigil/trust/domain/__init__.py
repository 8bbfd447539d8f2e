"""The verbs of `trust`."""
