"""Letters: written, released, sent once, and emptied."""
