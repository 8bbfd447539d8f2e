"""Forms that anybody may send: when they are open, what they accept, and how they are served."""
