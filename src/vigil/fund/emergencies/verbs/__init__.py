"""Ask for help at once, and decide on a request."""
