"""Tables of events, partners, sessions, contributions, citations and changes."""
