"""Add, edit, pause and remove members; their portraits and addresses."""
