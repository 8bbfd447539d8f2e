"""The page of a person, and the screen on which editors write of a life."""
