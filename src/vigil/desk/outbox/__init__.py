"""Letters that wait for a person: read, release, discard."""
