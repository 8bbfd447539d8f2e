"""Public pages and feed of campaigns, and the desk screens."""
