"""What people do with members: verbs that ask for permission, write, and record."""
