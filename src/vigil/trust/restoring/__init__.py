"""What an installation does first once a backup was restored."""
