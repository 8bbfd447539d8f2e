"""Tables of sealed values and of what is known of keys."""
