"""Letters from the hosts to the registered: drafted, read again, released once, written in bulk."""
