"""One public case: its page, the sources of each value, quotes, history, citation."""
