"""Public pages and feed of stories, and the desk screens of editors."""
