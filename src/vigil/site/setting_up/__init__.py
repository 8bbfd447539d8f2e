"""Setting up an organisation on the desk: a list of what is left, and a few steps."""
