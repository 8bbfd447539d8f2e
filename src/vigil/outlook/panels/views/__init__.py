"""Show panels and rounds to their chair."""
