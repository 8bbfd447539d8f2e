"""Add, edit, list, pause and remove members; their portraits and email addresses."""
