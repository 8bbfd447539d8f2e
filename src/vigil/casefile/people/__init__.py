"""People in cases: agreements, protection, whose name is shown, names that match."""
