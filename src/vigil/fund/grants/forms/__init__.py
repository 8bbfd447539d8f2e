"""The plan of a grant, and the forms of what can be done on its page."""
