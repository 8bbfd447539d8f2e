"""Find what a paragraph can cite by words, and name it without ids."""
