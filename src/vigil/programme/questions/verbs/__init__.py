"""Ask, vote, moderate, merge, export and remove questions; open and close them for a session."""
