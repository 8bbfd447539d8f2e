"""Send, read, answer, place and destroy testimony."""
