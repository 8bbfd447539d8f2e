"""Who agreed to which use of what concerns them, and until when."""
