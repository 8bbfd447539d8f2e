"""Read events and sessions: for the public, and counts for the desk."""
