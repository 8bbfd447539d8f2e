"""The public page of a stream, and the desk screen where it is set."""
