"""Work that is done in the background: a queue of tasks, and duties with one holder at a time."""
