"""Members as managers administer them: add, edit, pause, remove."""
