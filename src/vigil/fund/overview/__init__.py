"""What waits for officers, letters they release, and the export of everything."""
