"""Forms that anybody may send: when they are open, and how much they take."""
