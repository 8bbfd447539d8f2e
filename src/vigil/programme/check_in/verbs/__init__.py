"""What hosts do at the door of a session."""
