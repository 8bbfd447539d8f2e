"""What people do with events and sessions: verbs that ask for permission, write, and record."""
